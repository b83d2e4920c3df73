#pragma once
// When rented instances run that do not run around the clock: hours a day on days of the week.
#include <algorithm>
#include <vector>

#include "core/calendar.h"
#include "core/names.h"
#include "core/scenario/sections/section.h"
#include "core/units/quantity.h"

namespace costwright {

enum class Weekday { kMonday, kTuesday, kWednesday, kThursday, kFriday, kSaturday, kSunday };
template <>
struct EnumNames<Weekday> {
  static constexpr auto names = std::to_array<std::string_view>(
      {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"});
};

struct Schedule {
  Duration hours_per_day = 24 * hour;
  std::vector<Weekday> days;
  bool operator==(const Schedule&) const = default;
};
template <class V, MaybeConst<Schedule> S>
void describe(V& v, S& s) {
  v.about("Schedule", "Hours a day on some days of the week, counted in the calendar (UTC).");
  v.field(s.hours_per_day,
          {.name = "hours_per_day", .doc = "on each of the days", .unit = "h", .max = 24});
  v.field(s.days, {.name = "days", .doc = "days of the week", .absent = "every day"});
}

// Of a calendar month.
inline double hours_of(const Schedule& schedule, YearMonth month) {
  const auto counts = weekday_counts(month);
  int days = schedule.days.empty() ? days_in(month) : 0;
  for (const Weekday day : schedule.days) {
    days += counts[static_cast<std::size_t>(day)];
  }
  return days * schedule.hours_per_day.in(hour);
}

// Hours of `month` in which instances run that state `hours` a month or a `schedule`, or neither.
template <class Instances>
double hours_run(const Instances& instances, YearMonth month) {
  const double all = hours_in(month);
  return instances.hours      ? std::min(instances.hours->in(hour), all)
         : instances.schedule ? hours_of(*instances.schedule, month)
                              : all;
}

}  // namespace costwright
