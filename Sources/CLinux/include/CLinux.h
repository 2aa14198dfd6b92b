#ifndef COLLEAGUE_CLINUX_H
#define COLLEAGUE_CLINUX_H

#include "spawn.h"
#include "sync.h"

#endif
