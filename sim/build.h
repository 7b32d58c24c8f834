/* build: what this program was made from. Says nothing that differs between two builds of the same sources with the same
 * compiler, so that it may stand in a reproducible result file. */
#ifndef SIM_BUILD_H
#define SIM_BUILD_H

const char *build_version(void);   /* 0.1.0 */
const char *build_commit(void);    /* as git describes it; "unknown" outside a clone */
const char *build_sources(void);   /* digest of the sources that decide results, 16 hexadecimal digits */
const char *build_type(void);      /* Release, and extra flags */
const char *build_compiler(void);  /* gcc 12.2.0 */
const char *build_libraries(void); /* HDF5 1.10.8, libyaml 0.2.5, OpenMP 4.5 */
const char *build_simgrid(void);   /* 3.32; "" without it. It decides no result: only /run of what it carried names it */

#endif
