#ifndef COLLEAGUE_CLINUX_H
#define COLLEAGUE_CLINUX_H

#include "sync.h"

#endif
