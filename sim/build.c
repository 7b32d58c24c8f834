#include "sim/build.h"

#include "build_stamp.h"

const char *build_version(void) { return BUILD_VERSION; }

const char *build_commit(void) { return BUILD_COMMIT; }

const char *build_sources(void) { return BUILD_SOURCES; }

const char *build_type(void) { return BUILD_TYPE; }

const char *build_compiler(void)
{
#if defined(__clang__)
    return __VERSION__;
#else
    return "gcc " __VERSION__;
#endif
}

const char *build_libraries(void) { return BUILD_LIBRARIES; }

const char *build_simgrid(void) { return BUILD_SIMGRID; }
