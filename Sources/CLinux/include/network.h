#ifndef COLLEAGUE_CLINUX_NETWORK_H
#define COLLEAGUE_CLINUX_NETWORK_H

#include <stdint.h>

/* Two connected sockets that no other program inherits, over which a descriptor can be handed. Returns 0, or -1 with errno
   set. */
int colleague_channel(int ends[2]);

/* Makes the loopback interface of the calling process's network work, listens on 127.0.0.1 at port there, and hands the
   socket over channel. The socket belongs to that network whoever has it: connections that it accepts come from there.
   Makes system calls only. Returns 0, or -1 with errno set. */
int colleague_hand_listener(int channel, uint16_t port);

/* Takes what has been handed over channel, inherited by no other program, without waiting. Returns a descriptor, or -1. */
int colleague_take_descriptor(int channel);

#endif
