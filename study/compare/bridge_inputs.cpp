#include <algorithm>

#include "study/compare/bridge.h"

namespace costwright::study {
namespace {

bool is_below(std::string_view path, std::string_view group) {
  return path.starts_with(group) && (path.size() == group.size() || path[group.size()] == '.');
}

// The names that the analyst gave to changes: groups of the request, then paths of variants and
// overrides, in their order.
std::vector<std::string> named(const ScenarioTree& from,
                               const ScenarioTree& to,
                               const std::vector<std::string>& groups) {
  std::vector<std::string> names = groups;
  for (const auto* paths : {&from.named_paths, &to.named_paths}) {
    for (const std::string& path : *paths) {
      if (std::find(names.begin(), names.end(), path) == names.end()) {
        names.push_back(path);
      }
    }
  }
  return names;
}

// The first of the names that the path lies below, a group of the request before others: its place.
std::size_t place_of_name(std::string_view path, const std::vector<std::string>& names) {
  const auto found = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
    return is_below(path, name);
  });
  return static_cast<std::size_t>(found - names.begin());
}

std::string in_words(const TreeDifference& difference) {
  if (difference.before.empty()) {
    return difference.keys.back() + " added";
  }
  return difference.keys.back() + (difference.after.empty() ? " removed" : " changed");
}

}  // namespace

std::vector<BridgeInput> bridge_inputs(const ScenarioTree& from,
                                       const ScenarioTree& to,
                                       const std::vector<std::string>& groups) {
  const auto names = named(from, to, groups);
  std::vector<BridgeInput> by_name(names.size());
  std::vector<BridgeInput> others;
  for (const TreeDifference& difference : differences(from, to)) {
    const std::size_t place = place_of_name(difference.path, names);
    if (place < names.size()) {
      by_name[place].paths = {names[place]};
      by_name[place].differences.push_back(difference);
    } else {
      others.push_back({{difference.path}, {difference}});
    }
  }
  std::erase_if(by_name, [](const BridgeInput& input) {
    return input.differences.empty();
  });
  by_name.insert(by_name.end(), others.begin(), others.end());
  return by_name;
}

std::string name_of(const BridgeInput& input) {
  return fmt::format("{}", fmt::join(input.paths, " + "));
}

std::string change_of(const BridgeInput& input) {
  constexpr std::size_t kMostNamed = 3;
  const auto& places = input.differences;
  if (places.size() > kMostNamed) {
    return fmt::format("{} places", places.size());
  }
  if (places.size() == 1 && !places[0].before.empty() && !places[0].after.empty()) {
    return fmt::format("{} -> {}", places[0].before, places[0].after);
  }
  std::vector<std::string> words;
  for (const TreeDifference& place : places) {
    words.push_back(in_words(place));
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace costwright::study
