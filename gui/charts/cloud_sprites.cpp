#include "gui/charts/cloud_sprites.h"

#include <algorithm>

namespace costwright::gui {
namespace {

constexpr double kFaint = 0.72;  // of the background in a faint dot

QColor mixed(const QColor& colour, const QColor& with, double share) {
  const auto mix = [share](int a, int b) {
    return static_cast<int>(a + share * (b - a));
  };
  return {mix(colour.red(), with.red()), mix(colour.green(), with.green()),
          mix(colour.blue(), with.blue())};
}

}  // namespace

CloudSprites::CloudSprites(const std::vector<QColor>& palette, double pixel_ratio, QColor behind)
    : pixel_ratio_(pixel_ratio),
      cell_(2 * dot_radius(kDotSizes - 1, pixel_ratio) + 1),
      atlas_(cell_ * kDotSizes,
             cell_ * 2 * static_cast<int>(std::max<std::size_t>(1, palette.size()))) {
  atlas_.fill(Qt::transparent);
  QPainter painter(&atlas_);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  for (std::size_t colour = 0; colour < palette.size(); ++colour) {
    for (const bool is_faint : {false, true}) {
      painter.setBrush(is_faint ? mixed(palette[colour], behind, kFaint) : palette[colour]);
      for (int size = 0; size < kDotSizes; ++size) {
        painter.drawEllipse(source({.colour = static_cast<std::uint8_t>(colour),
                                    .size = static_cast<std::uint8_t>(size),
                                    .is_faint = is_faint}));
      }
    }
  }
}

QRectF CloudSprites::source(const DotLook& look) const {
  const int width = 2 * dot_radius(look.size, pixel_ratio_) + 1;
  return QRectF(look.size * cell_, (2 * look.colour + (look.is_faint ? 1 : 0)) * cell_, width,
                width);
}

void CloudSprites::draw(QPainter& painter,
                        const CloudModel& model,
                        std::span<const std::size_t> points) const {
  std::vector<QPainter::PixmapFragment> fragments;
  fragments.reserve(points.size());
  for (const std::size_t point : points) {
    if (const auto at = model.place(point)) {
      fragments.push_back(QPainter::PixmapFragment::create(QPointF(*at) + QPointF(0.5, 0.5),
                                                           source(model.look(point))));
    }
  }
  painter.drawPixmapFragments(fragments.data(), static_cast<int>(fragments.size()), atlas_);
}

}  // namespace costwright::gui
