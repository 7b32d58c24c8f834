# What is installed, and the Debian packages that `cpack` makes of it (README.md of this folder). Included last, when every program is known.
include(GNUInstallDirs)
set(share ${CMAKE_INSTALL_DATADIR}/doorstroom)
set(made ${PROJECT_BINARY_DIR}/package)

# A program finds what is installed with it from where it stands itself, so that the prefix may be any.
file(RELATIVE_PATH to_share /${CMAKE_INSTALL_BINDIR} /${share})
foreach(program doorstroom doorstroom_mpi)
  if(TARGET ${program})
    target_compile_definitions(${program} PRIVATE DOORSTROOM_SHARE="${to_share}")
  endif()
endforeach()

# ---- the programs of the packages ----
# SimGrid is for those who change the machine: it would bring its own libraries to a planner's desk, and every start the time to load them. So a
# package has a program of its own without it, linked from the same objects; it knows no folder of this machine either.
function(package_program name ranks component)
  if(NOT CMAKE_BUILD_TYPE STREQUAL "Release")
    install(TARGETS ${name} COMPONENT ${component})
    return()
  endif()
  get_target_property(output ${name} OUTPUT_NAME)
  if(NOT output)
    set(output ${name})
  endif()
  add_executable(${name}_package ${top} sim/engine_simgrid_absent.c)
  set_target_properties(${name}_package PROPERTIES OUTPUT_NAME ${output} RUNTIME_OUTPUT_DIRECTORY ${made})
  target_link_libraries(${name}_package PRIVATE ${ranks} $<TARGET_NAME_IF_EXISTS:cluster_absent> options analysis models)
  target_compile_definitions(${name}_package PRIVATE DOORSTROOM_SHARE="${to_share}" DOORSTROOM_SCENARIOS="/usr/${share}/scenarios" DOORSTROOM_RESULTS="results")
  install(TARGETS ${name} COMPONENT whole) # `cmake --install` brings the program with all there is, cpack that of the package
  install(TARGETS ${name}_package COMPONENT ${component} EXCLUDE_FROM_ALL)
endfunction()
package_program(doorstroom ranks_alone doorstroom)
if(TARGET doorstroom_mpi)
  package_program(doorstroom_mpi ranks_mpi mpi)
endif()

# ---- what comes with it ----
# Pages and completions are said by the program itself.
set(speaker doorstroom)
if(TARGET doorstroom_package)
  set(speaker doorstroom_package)
endif()
set(pages doorstroom.1.gz doorstroom.nl.1.gz doorstroom.bash _doorstroom)
list(TRANSFORM pages PREPEND ${made}/)
add_custom_command(OUTPUT ${pages} DEPENDS ${speaker} sim/package/pages.sh VERBATIM
  COMMAND sh ${PROJECT_SOURCE_DIR}/sim/package/pages.sh $<TARGET_FILE:${speaker}> ${made})
add_custom_target(pages ALL DEPENDS ${pages})

# Debian wants the whole licence in the file `copyright`: indented, and a dot for an empty line.
file(READ ${PROJECT_SOURCE_DIR}/LICENSE licence)
string(STRIP "${licence}" licence)
string(REGEX REPLACE "\n" "\n " licence "${licence}")
string(REGEX REPLACE "\n [ \t]*\n" "\n .\n" licence "${licence}")
string(REGEX REPLACE "\n [ \t]*\n" "\n .\n" licence "${licence}")
configure_file(sim/package/copyright.in ${made}/copyright @ONLY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/LICENSE)

set(component COMPONENT doorstroom)
install(FILES ${made}/doorstroom.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 ${component})
install(FILES ${made}/doorstroom.nl.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/nl/man1 RENAME doorstroom.1.gz ${component})
install(FILES ${made}/doorstroom.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME doorstroom ${component})
install(FILES ${made}/_doorstroom DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions ${component})
install(DIRECTORY scenarios analysis DESTINATION ${share} ${component} FILES_MATCHING
  PATTERN "*.yaml" PATTERN "*.csv" PATTERN "*.json" PATTERN "*.geojson" PATTERN "*.md" PATTERN "NOTICE" PATTERN "*.py" PATTERN "*.R" PATTERN "__pycache__" EXCLUDE)

# READMEs keep their places, so that they find one another.
set(doc ${CMAKE_INSTALL_DATADIR}/doc/doorstroom)
file(GLOB readmes CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} sim/README.md sim/package/*.md sim/cluster/*.md models/README.md models/*/README.md results/README.md tests/*/README.md)
foreach(readme IN LISTS readmes)
  get_filename_component(folder ${readme} DIRECTORY)
  install(FILES ${readme} DESTINATION ${doc}/${folder} ${component})
endforeach()
file(GLOB scripts CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} sim/cluster/*.sh sim/cluster/*.sbatch)
install(PROGRAMS ${scripts} DESTINATION ${doc}/sim/cluster ${component})
file(RELATIVE_PATH to_share /${doc} /${share})
foreach(folder scenarios analysis)
  file(CREATE_LINK ${to_share}/${folder} ${made}/${folder} SYMBOLIC)
  install(FILES ${made}/${folder} DESTINATION ${doc} ${component})
endforeach()
install(FILES README.md CHANGELOG.md CITATION.cff sim/package/README.Debian ${made}/copyright DESTINATION ${doc} ${component})

# ---- Debian packages ----
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME doorstroom)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The Doorstroom contributors")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR})
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL doorstroom)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

set(CPACK_DEBIAN_DOORSTROOM_PACKAGE_NAME doorstroom)
set(CPACK_DEBIAN_DOORSTROOM_PACKAGE_SUGGESTS "python3-xarray, python3-pandas, python3-netcdf4, python3-matplotlib, r-cran-ncdf4")
set(CPACK_DEBIAN_DOORSTROOM_DESCRIPTION "Doorstroom reads a scenario of regions, stages, places, groups of
households, what comes after and money, simulates it event by event many
times, and compares policies over the same households with intervals.
It writes result files (HDF5, netCDF-4), tables and a page for planners,
in Dutch and English.")

# The same over the ranks of MPI, for clusters; its scenarios and pages are those of the other package.
if(TARGET doorstroom_mpi)
  file(CREATE_LINK doorstroom.1.gz ${made}/doorstroom-mpi.1.gz SYMBOLIC)
  install(FILES ${made}/doorstroom-mpi.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT mpi)
  install(FILES ${made}/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/doorstroom-mpi COMPONENT mpi)
  list(APPEND CPACK_COMPONENTS_ALL mpi)
  set(CPACK_DEBIAN_MPI_PACKAGE_NAME doorstroom-mpi)
  set(CPACK_DEBIAN_MPI_PACKAGE_DEPENDS "doorstroom (= ${PROJECT_VERSION})")
  set(CPACK_DEBIAN_MPI_PACKAGE_RECOMMENDS openmpi-bin)
  set(CPACK_DEBIAN_MPI_DESCRIPTION "The program of the package doorstroom for clusters: mpirun or srun
starts it, and its ranks share the replications of one run.")
endif()
include(CPack)
