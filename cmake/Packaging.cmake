# cmake --install and cpack: the program, the catalog, the scenarios, the documentation, man pages.
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

# Man pages are made from --help: one for the program, one for every command.
find_program(AIF_GZIP gzip)
find_program(AIF_HELP2MAN help2man)
if(AIF_GZIP AND AIF_HELP2MAN)
  set(pages ${PROJECT_BINARY_DIR}/man1)
  add_custom_command(
    OUTPUT ${pages}/aifactory.1.gz
    COMMAND sh ${PROJECT_SOURCE_DIR}/cmake/man-pages.sh $<TARGET_FILE:aifactory> ${PROJECT_VERSION} ${pages}
    DEPENDS aifactory ${PROJECT_SOURCE_DIR}/cmake/man-pages.sh
    COMMENT "Man pages"
    VERBATIM)
  add_custom_target(man ALL DEPENDS ${pages}/aifactory.1.gz)
  install(DIRECTORY ${pages}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 OPTIONAL FILES_MATCHING PATTERN "*.1.gz")
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
