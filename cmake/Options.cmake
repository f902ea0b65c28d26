# Language level, warnings and build options that every target shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

option(AIF_TESTS "Build the tests" ON)
option(AIF_BENCHMARKS "Build tests/bench (needs Google Benchmark)" OFF)
option(AIF_WERROR "Treat warnings as errors" OFF)
option(AIF_UNITY "Compile several files of a folder together: a third of the time" ON)
option(AIF_SANITIZE "Address and undefined-behaviour sanitizers" OFF)

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")  # -O3 costs a third more to compile and runs no faster here

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers are cached only with these two promises.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-missing-field-initializers)
# GCC 12 sees overlaps and overruns in std::string concatenation where there are none (GCC bugs 105651, 105329).
add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds>)
if(AIF_WERROR)
  add_compile_options(-Werror)
endif()
if(AIF_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
# Results must not depend on how a compiler contracts a*b+c.
add_compile_options(-ffp-contract=off)

# The standard headers that nearly every file includes, parsed once for all targets: `aif_prelude`, and `aif_prelude_once`
# with less optimisation, as a precompiled header serves only targets of its own options.
function(aif_precompile target prelude options)
  if(NOT TARGET ${prelude})
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/${prelude}.cpp CONTENT "")
    add_library(${prelude} STATIC ${PROJECT_BINARY_DIR}/${prelude}.cpp)
    target_link_libraries(${prelude} PRIVATE fmt::fmt)
    target_compile_options(${prelude} PRIVATE ${options})
    target_precompile_headers(${prelude} PRIVATE <algorithm> <cmath> <functional> <map> <memory> <optional> <string>
                                                 <variant> <vector> <fmt/format.h>)
  endif()
  target_precompile_headers(${target} REUSE_FROM ${prelude})
endfunction()

# The files of a folder are compiled a few at a time, as most of the time goes into headers. Few enough that a changed
# file is rebuilt in seconds: eight, or five of what is optimised for speed.
function(aif_unity target batch)
  if(AIF_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${batch})
  endif()
endfunction()

# One static library per folder of src/; the link lines are the layering. ONCE: what reads inputs and writes outputs runs
# once, and a fifth of its compilation is optimisation.
#   aif_library(NAME [ONCE] SOURCES ... LINKS ...)
function(aif_library name)
  cmake_parse_arguments(ARG "ONCE" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(aif_${name} STATIC ${ARG_SOURCES})
  target_include_directories(aif_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(aif_${name} PUBLIC ${ARG_LINKS} PRIVATE fmt::fmt ${ARG_PRIVATE_LINKS})
  if(ARG_ONCE)
    aif_unity(aif_${name} 8)
    target_compile_options(aif_${name} PRIVATE -O1)
    aif_precompile(aif_${name} aif_prelude_once -O1)
  else()
    aif_unity(aif_${name} 5)
    aif_precompile(aif_${name} aif_prelude "")
  endif()
endfunction()
