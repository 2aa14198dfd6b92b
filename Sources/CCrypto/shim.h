#ifndef COLLEAGUE_CRYPTO_SHIM_H
#define COLLEAGUE_CRYPTO_SHIM_H

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#endif
