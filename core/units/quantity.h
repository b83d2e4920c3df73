#pragma once
// Quantities that carry their dimension in the type: adding a price to a power does not compile.
// Values are held in base units: second, calendar month, joule, byte, FLOP, currency unit, gram of
// CO2e, litre, and counted things (token, request, item, user, device, node, person). A calendar
// month is NOT a number of seconds: `USD/month` never converts to `USD/h`, so nobody can smuggle in
// a 730-hour month. A `year` is 12 months; `h`, `day` and `week` are physical time.
#include <compare>
#include <cstdint>

namespace costwright {

struct Dim {
  std::int8_t time{}, month{}, energy{}, data{}, flop{}, money{}, mass{}, volume{};
  std::int8_t token{}, request{}, item{}, user{}, device{}, node{}, person{};
  constexpr bool operator==(const Dim&) const = default;
};

template <class Op>
constexpr Dim combine(Dim a, Dim b, Op op) {
  auto f = [&](int x, int y) {
    return static_cast<std::int8_t>(op(x, y));
  };
  return {f(a.time, b.time),       f(a.month, b.month),   f(a.energy, b.energy),
          f(a.data, b.data),       f(a.flop, b.flop),     f(a.money, b.money),
          f(a.mass, b.mass),       f(a.volume, b.volume), f(a.token, b.token),
          f(a.request, b.request), f(a.item, b.item),     f(a.user, b.user),
          f(a.device, b.device),   f(a.node, b.node),     f(a.person, b.person)};
}
constexpr Dim operator+(Dim a, Dim b) {
  return combine(a, b, [](int x, int y) {
    return x + y;
  });
}
constexpr Dim operator-(Dim a, Dim b) {
  return combine(a, b, [](int x, int y) {
    return x - y;
  });
}

template <Dim D>
class Quantity {
 public:
  static constexpr Dim kDim = D;
  constexpr Quantity() = default;
  constexpr explicit Quantity(double base) : value_(base) {}
  constexpr double in(Quantity unit) const { return value_ / unit.value_; }
  constexpr double base() const { return value_; }
  constexpr auto operator<=>(const Quantity&) const = default;
  friend constexpr Quantity operator+(Quantity a, Quantity b) {
    return Quantity(a.value_ + b.value_);
  }
  friend constexpr Quantity operator-(Quantity a, Quantity b) {
    return Quantity(a.value_ - b.value_);
  }
  friend constexpr Quantity operator*(double k, Quantity a) { return Quantity(k * a.value_); }
  friend constexpr Quantity operator*(Quantity a, double k) { return k * a; }
  friend constexpr Quantity operator/(Quantity a, double k) { return Quantity(a.value_ / k); }

 private:
  double value_{};
};

template <Dim A, Dim B>
constexpr auto operator*(Quantity<A> a, Quantity<B> b) {
  if constexpr (A + B == Dim{}) {
    return a.base() * b.base();
  } else {
    return Quantity<A + B>(a.base() * b.base());
  }
}
template <Dim A, Dim B>
constexpr auto operator/(Quantity<A> a, Quantity<B> b) {
  if constexpr (A - B == Dim{}) {
    return a.base() / b.base();
  } else {
    return Quantity<A - B>(a.base() / b.base());
  }
}

using Duration = Quantity<Dim{.time = 1}>;
using Energy = Quantity<Dim{.energy = 1}>;
using Power = Quantity<Dim{.time = -1, .energy = 1}>;
using DataSize = Quantity<Dim{.data = 1}>;
using DataPerMonth = Quantity<Dim{.month = -1, .data = 1}>;
using DataPerRequest = Quantity<Dim{.data = 1, .request = -1}>;
using Bandwidth = Quantity<Dim{.time = -1, .data = 1}>;
using FlopRate = Quantity<Dim{.time = -1, .flop = 1}>;
using Money = Quantity<Dim{.money = 1}>;
using MoneyPerHour = Quantity<Dim{.time = -1, .money = 1}>;
using MoneyPerMonth = Quantity<Dim{.month = -1, .money = 1}>;
using EnergyPrice = Quantity<Dim{.energy = -1, .money = 1}>;
using PowerPrice = Quantity<Dim{.time = 1, .month = -1, .energy = -1, .money = 1}>;  // USD/kW/month
using StoragePrice = Quantity<Dim{.month = -1, .data = -1, .money = 1}>;             // USD/GB/month
using DataPrice = Quantity<Dim{.data = -1, .money = 1}>;                             // USD/GB
using RequestPrice = Quantity<Dim{.money = 1, .request = -1}>;
using TokenPrice = Quantity<Dim{.money = 1, .token = -1}>;    // USD/Mtok
using RequestRate = Quantity<Dim{.time = -1, .request = 1}>;  // requests/min
using TokenRate = Quantity<Dim{.time = -1, .token = 1}>;      // tokens/min
using ItemPrice = Quantity<Dim{.money = 1, .item = -1}>;
using DeviceTime = Quantity<Dim{.time = 1, .device = 1}>;                     // GPU h
using DeviceTimePrice = Quantity<Dim{.time = -1, .money = 1, .device = -1}>;  // USD/GPU/h
using Mass = Quantity<Dim{.mass = 1}>;
using CarbonIntensity = Quantity<Dim{.energy = -1, .mass = 1}>;  // g/kWh
using Tokens = Quantity<Dim{.token = 1}>;
using TokensPerMonth = Quantity<Dim{.month = -1, .token = 1}>;
using RequestsPerMonth = Quantity<Dim{.month = -1, .request = 1}>;
using ItemsPerMonth = Quantity<Dim{.month = -1, .item = 1}>;
using Users = Quantity<Dim{.user = 1}>;
using People = Quantity<Dim{.person = 1}>;  // FTE, seat

inline constexpr Duration second{1.0}, hour{3600.0};
inline constexpr Energy kilowatt_hour{3.6e6};
inline constexpr Power watt{1.0}, kilowatt{1e3};
inline constexpr DataSize gigabyte{1e9}, gibibyte{1073741824.0};
inline constexpr Money money_unit{1.0};
inline constexpr EnergyPrice money_per_kwh = money_unit / kilowatt_hour;
inline constexpr MoneyPerHour money_per_hour = money_unit / hour;

}  // namespace costwright
