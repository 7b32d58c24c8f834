# For a Spack instance: put this folder into a repository of packages as packages/doorstroom, then, in the sources of Doorstroom,
#   spack dev-build doorstroom@main
# Not run: Spack was not at hand. The test `package` reads it as Python, and looks up its options in CMakeLists.txt.
from spack.package import *


class Doorstroom(CMakePackage):
    """Flow through women's shelters, simulated: from a readable scenario file, through reproducible discrete-event simulation
    repeated by Monte Carlo, to a result file (HDF5, netCDF-4) and paired comparisons of policies."""

    license("EUPL-1.2")

    version("main")

    variant("simgrid", default=False, description="A second engine, which shows that results do not depend on how time passes")
    variant("openmpi", default=False, description="The program doorstroom-mpi, for runs over ranks")

    depends_on("c", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("ninja", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("random123", type="build")
    depends_on("libyaml")
    depends_on("jansson")
    depends_on("hdf5@1.10: ~mpi+hl")
    depends_on("simgrid@3.32:", when="+simgrid")
    depends_on("openmpi@4.1:", when="+openmpi")

    generator("ninja")

    def cmake_args(self):
        return [
            self.define("DOORSTROOM_TESTS", False),
            self.define_from_variant("DOORSTROOM_SIMGRID", "simgrid"),
        ]
