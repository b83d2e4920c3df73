#pragma once
// JSON (RFC 8259) as measuring programs write it, every value with its place. Python's NaN and
// Infinity are read as null: a figure that does not exist.
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.h"

namespace costwright {

struct JsonMember;

struct JsonValue {
  enum class Kind { kNull, kBool, kNumber, kText, kArray, kObject };
  Kind kind = Kind::kNull;
  double number{};   // kNumber; kBool: 1 or 0
  std::string text;  // kText
  std::vector<JsonValue> items;
  std::vector<JsonMember> members;
  Place place;
  // The member of that name, the last of several; null when there is none, or this is no object.
  const JsonValue* find(std::string_view name) const;
};
struct JsonMember {
  std::string name;
  JsonValue value;
};

// Values one after the other: one of a JSON file, one a line of JSON Lines. Those before the first
// fault. Errors, with line and column: what is no JSON, more than 64 levels.
std::vector<JsonValue> parse_json(std::string_view text,
                                  const std::string& file,
                                  Diagnostics& diagnostics);

}  // namespace costwright
