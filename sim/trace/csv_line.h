#pragma once
// One line of CSV [RFC 4180] as fields, without copies of what is not quoted.
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace costwright::sim {

using CsvFields = std::vector<std::string_view>;
using CsvScratch = std::array<std::string, 64>;  // nothing legitimate has more columns

// Splits a CSV line; quoted fields are kept in `scratch`, one entry a field. Returns what is wrong,
// or "".
const char* split_csv(std::string_view line,
                      CsvFields& fields,
                      CsvScratch& scratch,
                      char delimiter = ',');
// What separates the fields of a header: the most frequent of , ; tab and | outside of quotes.
char delimiter_of(std::string_view header);

}  // namespace costwright::sim
