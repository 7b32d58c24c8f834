# Writes OUT, the header of sim/build.c, when what it says has changed. SOURCES is a digest of everything that can change a number in
# a result file: two programs with one digest, compiler and flags give the same results.
file(GLOB sources LIST_DIRECTORIES false ${ROOT}/sim/*.[ch] ${ROOT}/models/*.[ch] ${ROOT}/models/*/*.[ch])
list(SORT sources)
set(all "")
foreach(source IN LISTS sources)
  file(SHA256 ${source} digest)
  string(APPEND all "${digest} ")
endforeach()
string(SHA256 digest "${all}")
string(SUBSTRING ${digest} 0 16 digest)

set(commit "unknown")
find_program(git git)
if(git AND EXISTS ${ROOT}/.git)
  execute_process(COMMAND ${git} -C ${ROOT} rev-parse --short=12 HEAD OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET
                  RESULT_VARIABLE failed)
  execute_process(COMMAND ${git} -C ${ROOT} --no-optional-locks status --porcelain --untracked-files=no -- sim models analysis CMakeLists.txt
                  OUTPUT_VARIABLE changed ERROR_QUIET)
  if(NOT failed)
    set(commit "${head}")
    if(changed)
      string(APPEND commit "+changes")
    endif()
  endif()
endif()

string(STRIP "${TYPE} ${FLAGS}" type)
set(text "#define BUILD_VERSION \"${VERSION}\"\n#define BUILD_COMMIT \"${commit}\"\n#define BUILD_SOURCES \"${digest}\"\n")
string(APPEND text "#define BUILD_TYPE \"${type}\"\n#define BUILD_LIBRARIES \"${LIBRARIES}\"\n#define BUILD_SIMGRID \"${SIMGRID}\"\n")
file(CONFIGURE OUTPUT ${OUT} CONTENT "${text}" @ONLY) # leaves the file alone when nothing has changed
