#ifndef COLLEAGUE_CYAML_SHIM_H
#define COLLEAGUE_CYAML_SHIM_H

#include <yaml.h>

#endif
