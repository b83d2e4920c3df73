#include "sim/trace/json_line.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "sim/trace/numbers.h"

namespace costwright::sim {
namespace {

constexpr std::size_t kMostMembers = 64;

// Receives the parser's events; holds no document, so a deep or long line costs no memory.
class Events {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  explicit Events(JsonMembers& members) : members_(members) {}

  bool number_integer(number_integer_t value) { return is(fmt::format("{}", value)); }
  bool number_unsigned(number_unsigned_t value) { return is(fmt::format("{}", value)); }
  bool number_float(number_float_t, const string_t& text) { return is(text); }
  bool null() { return is(""); }
  bool boolean(bool value) { return is(value ? "true" : "false"); }
  bool string(string_t& text) { return is(text); }
  bool binary(binary_t&) { return is(""); }
  bool start_object(std::size_t) { return ++depth_ > 0; }
  bool end_object() { return depth_-- > 0; }
  bool start_array(std::size_t) { return ++depth_ > 1 || fail("the line is no JSON object"); }
  bool end_array() { return depth_-- > 0; }
  bool key(string_t& name) {
    if (depth_ != 1) {
      return true;
    }
    const auto same = [&](const auto& member) {
      return member.first == name;
    };
    if (std::any_of(members_.begin(), members_.end(), same)) {
      return fail(fmt::format("key '{}' occurs twice", printable(name)));
    }
    members_.emplace_back(name, "");
    return members_.size() <= kMostMembers || fail(fmt::format("more than {} keys", kMostMembers));
  }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::detail::exception&) {
    return fail(fmt::format("not JSON at character {}", at));
  }
  const std::string& failure() const { return failure_; }

 private:
  bool is(std::string_view text) {
    if (depth_ == 1) {
      members_.back().second = text;
    }
    return depth_ > 0 || fail("the line is no JSON object");
  }
  bool fail(std::string what) {
    failure_ = std::move(what);
    return false;
  }

  JsonMembers& members_;
  int depth_ = 0;
  std::string failure_;
};

}  // namespace

std::string split_json(std::string_view line, JsonMembers& members) {
  members.clear();
  Events events(members);
  const bool parsed = nlohmann::json::sax_parse(line.begin(), line.end(), &events);
  return parsed || !events.failure().empty() ? events.failure() : "not a JSON object";
}

}  // namespace costwright::sim
