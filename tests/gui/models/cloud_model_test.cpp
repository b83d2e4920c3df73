// Dots of a cloud against what a loop over all of them finds; axes against numbers by hand.
#include "gui/charts/cloud_model.h"

#include <random>
#include <set>

#include <QImage>
#include <QPainter>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui/charts/cloud_sprites.h"

namespace costwright::testing {
using namespace gui;
namespace {

using ::testing::ElementsAre;

TEST(CloudAxis, SharesAndValuesByHand) {
  const CloudAxis even{10, 30, false};
  EXPECT_DOUBLE_EQ(even.share(15), 0.25);
  EXPECT_DOUBLE_EQ(even.value(0.25), 15);
  const CloudAxis decades{1, 100, true};
  EXPECT_DOUBLE_EQ(decades.share(10), 0.5);
  EXPECT_DOUBLE_EQ(decades.value(1.5), 1000);
  EXPECT_FALSE(decades.shows(0));
  EXPECT_FALSE(even.shows(std::nan("")));
}

TEST(CloudAxis, ZoomKeepsWhatIsUnderTheMouse) {
  for (const bool is_log : {false, true}) {
    const CloudAxis axis{2, 50, is_log};
    const CloudAxis near = axis.zoomed(0.3, 4);
    EXPECT_NEAR(near.value(0.3), axis.value(0.3), 1e-9);
    EXPECT_NEAR(near.moved(1).value(0), near.high, 1e-9);
  }
  const CloudAxis axis{2, 50, false};
  EXPECT_DOUBLE_EQ(axis.zoomed(0, 4).high, 14);
}

TEST(CloudAxis, IsAroundAllValuesWithRoom) {
  const std::vector<double> values{3, std::nan(""), 1, 2};
  const CloudAxis axis = axis_around(values, false);
  EXPECT_DOUBLE_EQ(axis.low, 0.9);
  EXPECT_DOUBLE_EQ(axis.high, 3.1);
  EXPECT_LT(axis_around(std::vector<double>{4}, true).low, 4);
  EXPECT_EQ(axis_around({}, false).high, 1);
}

QStringList labels(const CloudAxis& axis, double unit = 1, int most = 8) {
  QStringList texts;
  for (const CloudTick& tick : ticks_of(axis, unit, most)) {
    texts << tick.label;
  }
  return texts;
}

TEST(CloudAxis, TicksAreRound) {
  EXPECT_EQ(labels({0.1, 0.62, false}, 1, 6),
            QStringList({"0.1", "0.2", "0.3", "0.4", "0.5", "0.6"}));
  EXPECT_EQ(labels({1.1e6, 2.1e6, false}, 1e6, 3), QStringList({"1.5", "2.0"}));
  EXPECT_EQ(labels({-3, 3, false}, 1, 3), QStringList({"-2", "0", "2"}));
  EXPECT_EQ(labels({0.9, 21, true}), QStringList({"1", "2", "5", "10", "20"}));
  EXPECT_EQ(labels({1, 1e8, true}, 1, 9).size(), 9);
  EXPECT_EQ(labels({2.1, 2.9, true}, 1, 4), QStringList({"2.2", "2.4", "2.6", "2.8"}));
}

TEST(CloudAxis, EndsAtRoundValues) {
  const auto ends = [](const CloudAxis& axis, double unit, int most) {
    const CloudAxis wider = out_to_ticks(axis, unit, most);
    const auto ticks = ticks_of(wider, unit, most);
    EXPECT_NEAR(ticks.front().value, wider.low, 1e-9 * wider.high);
    EXPECT_NEAR(ticks.back().value, wider.high, 1e-9 * wider.high);
    return std::pair{ticks.front().label.toStdString(), ticks.back().label.toStdString()};
  };
  using Ends = std::pair<std::string, std::string>;
  EXPECT_EQ(ends({0.78e6, 8.42e6, false}, 1e6, 6), Ends("0", "10"));
  EXPECT_EQ(ends({2.6, 17.2, false}, 1, 8), Ends("2", "18"));
  EXPECT_EQ(ends({-0.3, 0.3, false}, 1, 5), Ends("-0.4", "0.4"));
  EXPECT_EQ(ends({5, 10, false}, 1, 5), Ends("5", "10")) << "round already";
  EXPECT_EQ(ends({0.9, 21, true}, 1, 8), Ends("0.5", "50"));
  EXPECT_EQ(ends({3, 4e8, true}, 1, 10), Ends("1", "1e+09")) << "no room for 2 and 5";
  EXPECT_EQ(ends({2.1e3, 2.9e3, true}, 1e3, 8), Ends("2.0", "5.0")) << "within one decade";
}

// Clumped, so that many lie on each other; some are no numbers, some beyond the plot.
CloudModel random_cloud(unsigned seed, std::size_t count, double pixel_ratio = 1) {
  std::mt19937 draw(seed);
  std::normal_distribution<double> clump(0.5, 0.2);
  std::uniform_int_distribution<int> any(0, 99);
  std::vector<double> x, y;
  std::vector<DotLook> looks;
  for (std::size_t i = 0; i < count; ++i) {
    x.push_back(any(draw) == 0 ? std::nan("") : clump(draw));
    y.push_back(clump(draw));
    looks.push_back({static_cast<DotLayer>(any(draw) % kDotLayers),
                     static_cast<std::uint8_t>(any(draw) % 4),
                     static_cast<std::uint8_t>(any(draw) % kDotSizes), any(draw) % 2 == 0});
  }
  CloudModel model;
  model.set_points(std::move(x), std::move(y), std::move(looks));
  model.set_axes({0.2, 0.8, false}, {0.1, 0.9, false});
  model.set_plot({300, 200}, pixel_ratio);
  return model;
}

// Layer, brushed, smaller, later: whoever is greater is above.
std::tuple<int, bool, int, std::size_t> height(const CloudModel& model, std::size_t point) {
  const DotLook& look = model.look(point);
  return {static_cast<int>(look.layer), !look.is_faint, -look.size, point};
}

TEST(CloudModel, HoverFindsTheTopmostOfRandomClouds) {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    const double ratio = seed % 2 == 0 ? 2 : 1;
    const CloudModel model = random_cloud(seed, 3000, ratio);
    std::mt19937 draw(seed);
    int found = 0;
    for (int probe = 0; probe < 200; ++probe) {
      const QPoint pixel(static_cast<int>(draw() % 300), static_cast<int>(draw() % 200));
      std::optional<std::size_t> topmost;
      for (std::size_t i = 0; i < model.size(); ++i) {
        const auto at = model.place(i);
        const int radius = dot_radius(model.look(i).size, ratio);
        const double reach = radius + 2 * ratio;
        const bool is_seen =
            at && QRect(-radius, -radius, 300 + 2 * radius, 200 + 2 * radius).contains(*at);
        if (is_seen && QPoint::dotProduct(*at - pixel, *at - pixel) <= reach * reach &&
            (!topmost || height(model, i) > height(model, *topmost))) {
          topmost = i;
        }
      }
      const auto hovered = model.topmost_at(pixel);
      found += topmost ? 1 : 0;
      EXPECT_EQ(hovered, topmost) << "seed " << seed << " at " << pixel.x() << ' ' << pixel.y();
    }
    EXPECT_GT(found, 100) << seed;
  }
}

QImage picture(const CloudModel& model, const std::vector<std::size_t>& points) {
  const CloudSprites sprites({Qt::gray, Qt::blue, Qt::red, Qt::green}, model.pixel_ratio());
  QImage image(model.plot(), QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  QPainter painter(&image);
  sprites.draw(painter, model, points);
  return image;
}

TEST(CloudModel, CullingLeavesTheOccupiedPixels) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const CloudModel model = random_cloud(seed, 20'000, seed % 2 == 0 ? 2 : 1);
    const auto culled = model.drawn();
    const auto all = model.drawn_without_culling();
    EXPECT_LT(culled.size(), all.size());
    const QImage one = picture(model, culled);
    const QImage other = picture(model, all);
    int occupied = 0, differing = 0;
    for (int y = 0; y < one.height(); ++y) {
      for (int x = 0; x < one.width(); ++x) {
        const bool is_occupied = qAlpha(one.pixel(x, y)) > 0;
        occupied += is_occupied ? 1 : 0;
        differing += is_occupied != (qAlpha(other.pixel(x, y)) > 0) ? 1 : 0;
      }
    }
    EXPECT_EQ(differing, 0) << "seed " << seed;
    EXPECT_GT(occupied, 1000) << "seed " << seed;
  }
}

TEST(CloudModel, EveryFrontPointInViewIsDrawnUnlessAnotherFrontPointHidesIt) {
  const CloudModel model = random_cloud(3, 5000);
  const auto drawn = model.drawn();
  std::set<std::pair<int, int>> places;
  for (const std::size_t point : drawn) {
    if (model.look(point).layer == DotLayer::kFront) {
      places.insert({model.place(point)->x(), model.place(point)->y()});
    }
  }
  for (std::size_t i = 0; i < model.size(); ++i) {
    const auto at = model.place(i);
    if (at && model.look(i).layer == DotLayer::kFront && QRect(0, 0, 300, 200).contains(*at)) {
      EXPECT_TRUE(places.contains({at->x(), at->y()})) << i;
    }
  }
}

TEST(CloudModel, ABrushTakesEveryPointWithin) {
  CloudModel model;
  model.set_points({0.1, 0.5, 0.5, 0.9}, {0.1, 0.5, 0.5, 0.9}, std::vector<DotLook>(4));
  model.set_axes({0, 1, false}, {0, 1, false});
  model.set_plot({100, 100}, 1);
  EXPECT_THAT(model.within({40, 40, 20, 20}), ElementsAre(1, 2));
  EXPECT_EQ(model.place(0), QPoint(10, 90));
  EXPECT_EQ(model.drawn().size(), 3U);  // of the two in the middle the one above
  model.set_axes({0.2, 1, true}, {0, 1, false});
  EXPECT_EQ(model.shown(), 4U);
  EXPECT_LT(model.place(0)->x(), 0);
}

}  // namespace
}  // namespace costwright::testing
