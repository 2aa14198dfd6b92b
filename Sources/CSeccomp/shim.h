#ifndef COLLEAGUE_CSECCOMP_SHIM_H
#define COLLEAGUE_CSECCOMP_SHIM_H

#include <linux/filter.h>
#include <seccomp.h>
#include <stdint.h>

/* What Swift does not take over of the header's macros. */
static const uint32_t colleague_seccomp_allow = SCMP_ACT_ALLOW;
static const uint32_t colleague_seccomp_x86_64 = SCMP_ARCH_X86_64;
static const uint32_t colleague_seccomp_x86 = SCMP_ARCH_X86;
static const uint32_t colleague_seccomp_arm64 = SCMP_ARCH_AARCH64;
static const uint32_t colleague_seccomp_arm = SCMP_ARCH_ARM;

/* Has a call fail with this errno. */
static inline uint32_t colleague_seccomp_fail(int number) { return SCMP_ACT_ERRNO((uint32_t)number); }

#endif
