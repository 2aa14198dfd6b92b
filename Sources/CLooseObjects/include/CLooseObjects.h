#ifndef COLLEAGUE_CLOOSEOBJECTS_H
#define COLLEAGUE_CLOOSEOBJECTS_H

#include <git2.h>

/* Has the loose objects in `folder` that are asked for by their whole names read by us, before anything else
   that `objects` would ask. libgit2 1.5 never comes back from an object's file that was cut off; this says
   that it is damaged. By the start of a name an object is still found by libgit2 alone.
   Returns 0 or libgit2's error. */
int colleague_read_loose_objects(git_odb *objects, const char *folder);

#endif
