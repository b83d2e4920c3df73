#include "core/scenario/sections/fleet.h"

#include <cmath>

namespace costwright {

double market_factor(const OwnedServers& owned, YearMonth start) {
  const int months = month_paid(owned, start) - owned.price_as_of.value_or(start);
  return std::pow(1 - owned.market_decline.per_year, months / 12.0);
}

YearMonth month_paid(const OwnedServers& owned, YearMonth start) {
  return owned.paid.value_or(start);
}

YearMonth first_month_in_service(const OwnedServers& owned, YearMonth start) {
  return owned.in_service.value_or(month_paid(owned, start));
}

bool in_service(const OwnedServers& owned, YearMonth start, YearMonth month) {
  const bool sold = owned.disposal && month > owned.disposal->month;
  const bool retired = owned.retire && month >= *owned.retire;
  return month >= first_month_in_service(owned, start) && !sold && !retired;
}

bool rented(const CloudInstances& cloud, YearMonth month) {
  return (!cloud.from || month >= *cloud.from) && (!cloud.until || month < *cloud.until);
}

double servers_in(const FleetEntry& entry, YearMonth start, YearMonth month) {
  if (entry.owned) {
    return in_service(*entry.owned, start, month) ? entry.owned->count : 0;
  }
  return entry.cloud && rented(*entry.cloud, month) ? entry.cloud->count : 0;
}

}  // namespace costwright
