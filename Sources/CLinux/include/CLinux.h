#ifndef COLLEAGUE_CLINUX_H
#define COLLEAGUE_CLINUX_H

#include "beneath.h"
#include "fault.h"
#include "network.h"
#include "spawn.h"
#include "sync.h"
#include "volume.h"

#endif
