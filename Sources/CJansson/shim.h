#ifndef COLLEAGUE_CJANSSON_SHIM_H
#define COLLEAGUE_CJANSSON_SHIM_H

#include <jansson.h>

static inline int colleague_json_type(const json_t *value) {
  return json_typeof(value);
}

#endif
