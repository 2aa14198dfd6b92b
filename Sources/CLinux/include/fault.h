#ifndef COLLEAGUE_CLINUX_FAULT_H
#define COLLEAGUE_CLINUX_FAULT_H

/* Has the process, when it touches memory that is not there (SIGSEGV, SIGBUS), write `words` to standard
   error, after the end of a line that a terminal shows, and end with `status` without doing anything else.
   `words` are used then and are not to change. Programs started by colleague_spawn are not concerned. */
void colleague_explain_faults(const char *words, int status);

#endif
