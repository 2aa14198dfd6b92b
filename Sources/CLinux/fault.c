#define _GNU_SOURCE
#include "fault.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static const char *explanation;
static size_t length;
static int ending;

/* Only what may be called in a signal handler. */
static void explain(int number) {
  (void)number;
  if (isatty(STDERR_FILENO)) (void)!write(STDERR_FILENO, "\n", 1);
  (void)!write(STDERR_FILENO, explanation, length);
  _exit(ending);
}

void colleague_explain_faults(const char *words, int status) {
  explanation = words;
  length = strlen(words);
  ending = status;
  struct sigaction action = {.sa_handler = explain, .sa_flags = SA_RESETHAND};
  sigaction(SIGSEGV, &action, NULL);
  sigaction(SIGBUS, &action, NULL);
}
