#pragma once
// Dots of every colour and size in one picture, from which a cloud is drawn in one call.
#include <span>
#include <vector>

#include <QColor>
#include <QPainter>
#include <QPixmap>

#include "gui/charts/cloud_model.h"

namespace costwright::gui {

class CloudSprites {
 public:
  // `palette`: what DotLook::colour names; faint dots are mixed with `behind`.
  CloudSprites(const std::vector<QColor>& palette, double pixel_ratio, QColor behind = Qt::white);

  // In the order given, on a device whose pixels are the model's.
  void draw(QPainter& painter, const CloudModel& model, std::span<const std::size_t> points) const;

 private:
  QRectF source(const DotLook& look) const;

  double pixel_ratio_;
  int cell_;
  QPixmap atlas_;
};

}  // namespace costwright::gui
