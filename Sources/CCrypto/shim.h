#ifndef COLLEAGUE_CRYPTO_SHIM_H
#define COLLEAGUE_CRYPTO_SHIM_H

#include <openssl/sha.h>

#endif
