# Writes OUTPUT from TEMPLATE with the revision of SOURCE. configure_file leaves an unchanged file alone.
set(GIT_HASH unknown)
find_program(git git)
if(git AND EXISTS ${SOURCE}/.git)
  execute_process(COMMAND ${git} describe --always --dirty=+changes --abbrev=12 --match=
                  WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE described RESULT_VARIABLE failed
                  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT failed)
    set(GIT_HASH ${described})
  endif()
endif()
configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
