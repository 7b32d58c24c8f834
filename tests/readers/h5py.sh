#!/bin/sh
# Result files in h5py. usage: h5py.sh PROGRAM ROOT
. "${2:-.}/tests/readers/with/begin.sh"
python numpy,h5py h5py
