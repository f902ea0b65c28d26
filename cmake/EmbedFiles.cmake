# Builds files into the program as bytes. The assembler copies them (.incbin), so that it costs nothing to compile
# however large they are.
#   aif_embed(TARGET FUNCTION HEADER FILE...)
# adds a source to TARGET that defines `const std::vector<aif::Asset>& aif::FUNCTION()`, declared in HEADER: one Asset
# per file, named by the file's name without folders.
function(aif_embed target function header)
  set(blocks "")
  set(rows "")
  set(index 0)
  foreach(file ${ARGN})
    get_filename_component(path ${file} ABSOLUTE)
    get_filename_component(name ${file} NAME)
    set(symbol "aif_${function}_${index}")
    string(APPEND blocks "asm(\".section .rodata\\n${symbol}: .incbin \\\"${path}\\\"\\n${symbol}_end: .byte 0\\n.previous\\n\");\n"
                         "extern \"C\" const char ${symbol}[];\nextern \"C\" const char ${symbol}_end[];\n")
    string(APPEND rows "      {\"${name}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
    list(APPEND paths ${path})
    math(EXPR index "${index} + 1")
  endforeach()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT
"// Written by cmake/EmbedFiles.cmake.
#include \"${header}\"

${blocks}
namespace aif {

const std::vector<Asset>& ${function}() {
  static const std::vector<Asset> list{
${rows}  };
  return list;
}

}  // namespace aif
" @ONLY)
  # The compiler does not see what the assembler reads; a unity source would lose what one of its parts depends on.
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${paths}" SKIP_UNITY_BUILD_INCLUSION ON)
  target_sources(${target} PRIVATE ${source})
endfunction()
