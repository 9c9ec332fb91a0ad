# What hpcmock is built with: found once, here. server/packages.txt has the Debian packages.

# Linked statically where Debian has the archive: half of the start-up time and of the idle memory of `hpcmock serve`
# would be the loading of shared libraries.
option(HPCMOCK_STATIC "Link third parties' static archives" OFF)
if(HPCMOCK_STATIC)
  set(OPENSSL_USE_STATIC_LIBS TRUE)
endif()

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(CURL REQUIRED)
pkg_check_modules(PISTACHE REQUIRED IMPORTED_TARGET libpistache)
pkg_check_modules(LIBARCHIVE REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(PUGIXML REQUIRED IMPORTED_TARGET pugixml)
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)

if(HPCMOCK_STATIC)
  set(archives /usr/lib/${CMAKE_LIBRARY_ARCHITECTURE})
  set_target_properties(PkgConfig::PISTACHE PROPERTIES INTERFACE_LINK_LIBRARIES
    "${archives}/libpistache.a;OpenSSL::SSL;OpenSSL::Crypto;Threads::Threads")
  set_target_properties(PkgConfig::PCRE2 PROPERTIES INTERFACE_LINK_LIBRARIES
    "${archives}/libpcre2-8.a;Threads::Threads")
  set_target_properties(PkgConfig::LIBARCHIVE PROPERTIES INTERFACE_LINK_LIBRARIES
    "${archives}/libarchive.a;${archives}/libz.a;${archives}/libbz2.a;${archives}/liblzma.a;${archives}/libzstd.a;${archives}/libnettle.a;OpenSSL::Crypto")
  set_target_properties(yaml-cpp PROPERTIES
    IMPORTED_LOCATION_NONE ${archives}/libyaml-cpp.a IMPORTED_SONAME_NONE "")
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

set(HPCMOCK_SANITIZE "" CACHE STRING "Sanitizers to build with, as -fsanitize takes them")
add_library(hpcmock_flags INTERFACE)
target_compile_options(hpcmock_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion)
# g++ 12 sees overlapping copies in std::string's own operator+ at -O2 (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(hpcmock_flags INTERFACE -Wno-restrict)
endif()
if(HPCMOCK_SANITIZE)
  # g++ 12 takes parts of std::function for uninitialised once sanitizers have instrumented them.
  add_compile_options(-fsanitize=${HPCMOCK_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -Wno-maybe-uninitialized)
  add_link_options(-fsanitize=${HPCMOCK_SANITIZE})
endif()

# One static library per folder: hpcmock_library(<name> SOURCES ... PUBLIC ... PRIVATE ...). Headers are included by
# their path from server/ or conformance's parent.
function(hpcmock_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/server ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${arg_PUBLIC} PRIVATE hpcmock_flags ${arg_PRIVATE})
endfunction()
