/* hdf5_door_private: what the files of the room `hdf5_door` share. Nothing of HDF5 in it, so that each of its headers keeps one door. */
#ifndef SIM_HDF5_DOOR_PRIVATE_H
#define SIM_HDF5_DOOR_PRIVATE_H

#include "sim/hdf5_door.h"

/* Calls HDF5 unless something failed before; a negative answer is the door's fault. */
#define ASK(door, call) (door_well(door) ? door_ask((door), (int64_t)(call)) : -1)
/* Keeps the first fault, of the disk before that of HDF5; answers with the answer. */
int64_t door_ask(struct door *door, int64_t answer);

/* Makes HDF5 know the file of hdf5_door_disk.h (hdf5_door_driver.c); negative: it does not. */
int64_t door_driver(void);

#endif
