#ifndef COLLEAGUE_CLINUX_H
#define COLLEAGUE_CLINUX_H

#include "fault.h"
#include "spawn.h"
#include "sync.h"
#include "volume.h"

#endif
