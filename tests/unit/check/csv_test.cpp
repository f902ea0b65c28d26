#include "check/csv_table.hpp"
#include "doctest/doctest.h"

namespace aif {
namespace {

TEST_CASE("separators, quotes, byte order marks and line ends") {
  Diagnostics none;
  const CsvFile csv =
      parse_csv("\xEF\xBB\xBFtime;\"power; kW\";note\r\n1;2;\"a \"\"b\"\"\nc\"\r\n\r\n3; 4 ;\n", "t.csv", none);
  CHECK_FALSE(none.has_errors());
  CHECK(csv.separator == ';');
  REQUIRE(csv.header.size() == 3);
  CHECK(csv.header[1] == "power; kW");
  REQUIRE(csv.rows.size() == 2);
  CHECK(csv.rows[0].line == 2);
  CHECK(csv.rows[0].cells[2] == "a \"b\"\nc");
  CHECK(csv.rows[1].line == 5);  // the quoted cell took two lines, a blank one is skipped
  CHECK(csv.rows[1].cells[1] == "4");
  CHECK(csv.rows[1].cells[2].empty());
}

TEST_CASE("rows of another width and open quotes are told with their line") {
  Diagnostics found;
  const CsvFile csv = parse_csv("a,b\n1,2\n1\n1,2,3\n1,\"2\n", "t.csv", found);
  CHECK(csv.rows.size() == 1);
  REQUIRE(found.all().size() == 3);
  CHECK(found.all()[0].where.line == 3);
  CHECK(found.all()[0].message == "the row has 1 cells, the header 2");
  CHECK(found.all()[1].where.line == 4);
  CHECK(found.all()[2].message == "a quote is not closed");
}

TEST_CASE("an empty table") {
  Diagnostics found;
  parse_csv("", "t.csv", found);
  REQUIRE(found.all().size() == 1);
  CHECK(found.all()[0].message == "the table is empty");
}

}  // namespace
}  // namespace aif
