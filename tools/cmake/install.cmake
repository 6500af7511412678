# What `cmake --install` gives: the program, and the library of emulator/embed as the one target
# keytrail::keytrail of find_package(keytrail). tests/install/check.sh holds this to its word.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# All that keytrail_embed is made of. Its headers include each other as "base/…" and "core/…", so
# they lie in a folder of their own: <keytrail/emulator.h> is include/keytrail/keytrail/emulator.h.
set(keytrail_parts
    options base core crypto models policy ingest wire client store delivery pipeline engine
    kms cloudtrail logs cloudwatch sns secretsmanager sts s3 sqs organizations)
list(TRANSFORM keytrail_parts PREPEND keytrail_)
set(keytrail_headers ${CMAKE_INSTALL_INCLUDEDIR}/keytrail)
set(keytrail_package ${CMAKE_INSTALL_LIBDIR}/cmake/keytrail)

set_target_properties(keytrail_embed PROPERTIES EXPORT_NAME keytrail)
target_include_directories(keytrail_options INTERFACE $<INSTALL_INTERFACE:${keytrail_headers}>)

install(TARGETS keytrail RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS keytrail_embed ${keytrail_parts} EXPORT keytrail-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/keytrail)
install(EXPORT keytrail-targets NAMESPACE keytrail:: DESTINATION ${keytrail_package})

install(FILES emulator/embed/keytrail/emulator.h DESTINATION ${keytrail_headers}/keytrail)
install(DIRECTORY emulator/base DESTINATION ${keytrail_headers} FILES_MATCHING PATTERN "*.h")
install(DIRECTORY emulator/core DESTINATION ${keytrail_headers} FILES_MATCHING PATTERN "*.h")

configure_package_config_file(${CMAKE_SOURCE_DIR}/tools/cmake/keytrail-config.cmake.in
                              ${CMAKE_BINARY_DIR}/keytrail-config.cmake
                              INSTALL_DESTINATION ${keytrail_package})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/keytrail-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/keytrail-config.cmake
              ${CMAKE_BINARY_DIR}/keytrail-config-version.cmake
        DESTINATION ${keytrail_package})

# What shells and man(1) know of the command line, said by the program itself.
if(KEYTRAIL_FUZZ)
  return()
endif()
set(keytrail_said ${CMAKE_BINARY_DIR}/said)
install(CODE "
  file(REMOVE_RECURSE \"${keytrail_said}\")
  file(MAKE_DIRECTORY \"${keytrail_said}\")
  set(program \"$<TARGET_FILE:keytrail>\")
  set(said COMMAND_ERROR_IS_FATAL ANY OUTPUT_FILE)
  execute_process(COMMAND \${program} man --all \"${keytrail_said}/man1\" COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND \${program} completion bash \${said} \"${keytrail_said}/keytrail\")
  execute_process(COMMAND \${program} completion zsh \${said} \"${keytrail_said}/_keytrail\")
  execute_process(COMMAND \${program} completion fish \${said} \"${keytrail_said}/keytrail.fish\")
")
install(DIRECTORY ${keytrail_said}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR})
install(FILES ${keytrail_said}/keytrail
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${keytrail_said}/_keytrail DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${keytrail_said}/keytrail.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
