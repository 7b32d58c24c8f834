/* Dimensions: datasets that are the scale of an axis of others. */
#define H5_USE_110_API

#include "sim/hdf5_door_private.h"

#include <hdf5_hl.h>
#include <string.h>

void door_scale(struct door *door, door_id dataset, const char *name, int32_t number)
{
    ASK(door, H5DSset_scale(dataset, name));
    hid_t space = H5Screate(H5S_SCALAR);
    const door_id attribute = ASK(door, H5Acreate2(dataset, "_Netcdf4Dimid", H5T_STD_I32LE, space, H5P_DEFAULT, H5P_DEFAULT));
    ASK(door, H5Awrite(attribute, H5T_NATIVE_INT32, &number));
    if (attribute >= 0) H5Aclose(attribute);
    H5Sclose(space);
}

void door_attach(struct door *door, door_id dataset, door_id scale, int axis)
{
    ASK(door, H5DSattach_scale(dataset, scale, (unsigned)axis));
}

bool door_is_scale(struct door *door, door_id dataset, bool *bare)
{
    char name[64] = "";
    if (!door_well(door) || H5DSis_scale(dataset) <= 0) return false;
    H5DSget_scale_name(dataset, name, sizeof name);
    *bare = strncmp(name, "This is a netCDF dimension but not a netCDF variable", 52) == 0;
    return true;
}

static herr_t scale_take(hid_t dataset, unsigned axis, hid_t scale, void *context)
{
    H5O_info_t info = {.addr = 0};
    (void)dataset, (void)axis;
    if (H5Oget_info2(scale, &info, H5O_INFO_BASIC) < 0) return -1;
    *(uint64_t *)context = (uint64_t)info.addr;
    return 1; /* the first one is enough */
}

void door_axes(struct door *door, door_id dataset, int rank, uint64_t address[DOOR_RANK])
{
    for (int i = 0; i < rank; i++) {
        address[i] = 0;
        ASK(door, H5DSiterate_scales(dataset, (unsigned)i, NULL, scale_take, &address[i]));
    }
}
