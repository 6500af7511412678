# cmake -DINPUT=FILE -DOUTPUT=FILE.cpp -DFUNCTION=name -DHEADER=a/b.h -P embed_text.cmake
# Turns a text file into a function that returns it: the program needs no files beside it.
file(READ ${INPUT} text)
file(WRITE ${OUTPUT} "#include \"${HEADER}\"\n
namespace keytrail::scenario {\n
std::string_view ${FUNCTION}() {
  static constexpr char kText[] = R\"embedded(${text})embedded\";
  return {kText, sizeof kText - 1};
}\n
}  // namespace keytrail::scenario\n")
