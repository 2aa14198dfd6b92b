#ifndef COLLEAGUE_EXPAT_SHIM_H
#define COLLEAGUE_EXPAT_SHIM_H

#include <expat.h>

#endif
