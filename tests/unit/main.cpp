#define DOCTEST_CONFIG_IMPLEMENT
#include <cstdlib>

#include "doctest/doctest.h"

int main(int argc, char** argv) {
  // Tests read the catalog of the source tree unless told otherwise.
  setenv("AIFACTORY_MODELS", AIF_SOURCE_DIR "/models", 0);
  return doctest::Context(argc, argv).run();
}
