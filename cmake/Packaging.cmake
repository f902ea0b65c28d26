# cmake --install and cpack: the program, the catalog, the scenarios, the documentation, a man page.
# Included after src/, so that the program is known.
if(NOT TARGET aifactory)
  return()
endif()
include(GNUInstallDirs)
set(AIF_DATA ${CMAKE_INSTALL_DATADIR}/aifactory)

install(TARGETS aifactory RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY models scenarios DESTINATION ${AIF_DATA})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md" PATTERN "*.png")
install(FILES src/report/assets/LICENSE.charts.txt DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)

# The man page is made from --help. Dates would make two builds differ, so it carries the version alone.
find_program(AIF_GZIP gzip)
find_program(AIF_HELP2MAN help2man)
if(AIF_GZIP AND AIF_HELP2MAN)
  set(page ${PROJECT_BINARY_DIR}/aifactory.1)
  add_custom_command(
    OUTPUT ${page}.gz
    COMMAND ${CMAKE_COMMAND} -E env SOURCE_DATE_EPOCH=0 LC_ALL=C ${AIF_HELP2MAN} --no-info --no-discard-stderr
            --name "simulate AI factories: training, inference, power, cost" --output ${page} $<TARGET_FILE:aifactory>
    COMMAND ${AIF_GZIP} --force --no-name --best ${page}
    DEPENDS aifactory
    COMMENT "Man page"
    VERBATIM)
  add_custom_target(man ALL DEPENDS ${page}.gz)
  install(FILES ${page}.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 OPTIONAL)
endif()
if(AIF_GZIP)
  set(changelog ${PROJECT_BINARY_DIR}/changelog.gz)
  add_custom_command(
    OUTPUT ${changelog}
    COMMAND sh -c "\"$1\" --no-name --best --stdout \"$2\" >\"$3\"" _ ${AIF_GZIP} ${PROJECT_SOURCE_DIR}/CHANGELOG.md
            ${changelog}
    DEPENDS ${PROJECT_SOURCE_DIR}/CHANGELOG.md
    VERBATIM)
  add_custom_target(changelog ALL DEPENDS ${changelog})
  install(FILES ${changelog} DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME aifactory)
set(CPACK_PACKAGE_VENDOR aifactory)
set(CPACK_PACKAGE_CONTACT "aifactory developers <developers@aifactory.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "simulator of AI factories: training, inference, power, cost")
set(CPACK_PACKAGE_DESCRIPTION
    "aifactory reads a scenario of data centres, machines and AI workloads and\nsimulates up to a year of operation event by event: work done, energy,\ncooling water, emissions, electricity bill, and what was the bottleneck.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# The libraries of the program, read from the program.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
include(CPack)
