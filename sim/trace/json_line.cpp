#include "sim/trace/json_line.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "sim/trace/numbers.h"

namespace costwright::sim {
namespace {

constexpr std::size_t kMostMembers = 256;
constexpr std::size_t kMostWithin = 4;  // deeper objects are not looked into

// Receives the parser's events; holds no document, so a deep or long line costs no memory.
class Events final : public nlohmann::json::json_sax_t {
 public:
  explicit Events(JsonMembers& members) : members_(members) {}

  bool number_integer(number_integer_t value) override { return is(fmt::format("{}", value)); }
  bool number_unsigned(number_unsigned_t value) override { return is(fmt::format("{}", value)); }
  bool number_float(number_float_t, const string_t& text) override { return is(text); }
  bool null() override { return is(""); }
  bool boolean(bool value) override { return is(value ? "true" : "false"); }
  bool string(string_t& text) override { return is(text); }
  bool binary(binary_t&) override { return is(""); }
  bool start_object(std::size_t) override {
    if (!within_.empty() && is_figure()) {
      members_.pop_back();  // is none, but has some
    }
    within_.push_back(path_.size());
    path_ += name_.empty() ? "" : name_ + '.';
    name_.clear();
    return true;
  }
  bool end_object() override {
    path_.resize(within_.back());
    within_.pop_back();
    return true;
  }
  bool start_array(std::size_t) override {
    ++arrays_;
    return !within_.empty() || fail("the line is no JSON object");
  }
  bool end_array() override { return arrays_-- > 0; }
  bool key(string_t& name) override {
    name_ = is_figure() ? name : "";
    if (!is_figure()) {
      return true;
    }
    const std::string whole = path_ + name;
    const auto same = [&](const auto& member) {
      return member.first == whole;
    };
    if (std::any_of(members_.begin(), members_.end(), same)) {
      return fail(fmt::format("key '{}' occurs twice", printable(whole)));
    }
    members_.emplace_back(whole, "");
    return members_.size() <= kMostMembers || fail(fmt::format("more than {} keys", kMostMembers));
  }
  bool parse_error(std::size_t at,
                   const std::string&,
                   const nlohmann::detail::exception&) override {
    return fail(fmt::format("not JSON at character {}", at));
  }
  const std::string& failure() const { return failure_; }

 private:
  // Where a key names a figure.
  bool is_figure() const { return arrays_ == 0 && within_.size() <= kMostWithin; }
  bool is(std::string_view text) {
    if (within_.empty()) {
      return fail("the line is no JSON object");
    }
    if (is_figure()) {
      members_.back().second = text;
    }
    return true;
  }
  bool fail(std::string what) {
    failure_ = std::move(what);
    return false;
  }

  JsonMembers& members_;
  std::vector<std::size_t> within_;  // lengths of the path, of the objects that are open
  std::string path_;                 // of the object at hand, with its dot
  std::string name_;                 // of its member
  int arrays_ = 0;                   // that are open
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
