#include <cairo.h>
#include <librsvg/rsvg.h>
#include <memory>

#include "study/optimize/picture.h"

namespace costwright::study {
namespace {

constexpr double kTimes = 2;

struct Freed {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* context) const { cairo_destroy(context); }
  void operator()(RsvgHandle* handle) const { g_object_unref(handle); }
};
template <class T>
using Owned = std::unique_ptr<T, Freed>;

cairo_status_t append(void* to, const unsigned char* bytes, unsigned int count) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

Owned<RsvgHandle> read(const std::string& svg) {
  return Owned<RsvgHandle>(
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), nullptr));
}

Owned<cairo_surface_t> drawn(RsvgHandle& handle) {
  gboolean has_box = FALSE;
  RsvgRectangle box{};
  rsvg_handle_get_intrinsic_dimensions(&handle, nullptr, nullptr, nullptr, nullptr, &has_box, &box);
  Owned<cairo_surface_t> surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                                            static_cast<int>(box.width * kTimes),
                                                            static_cast<int>(box.height * kTimes)));
  const Owned<cairo_t> context(cairo_create(surface.get()));
  const RsvgRectangle whole{0, 0, box.width * kTimes, box.height * kTimes};
  const bool is_drawn =
      has_box != FALSE &&
      rsvg_handle_render_document(&handle, context.get(), &whole, nullptr) != FALSE &&
      cairo_status(context.get()) == CAIRO_STATUS_SUCCESS;
  return is_drawn ? std::move(surface) : nullptr;
}

}  // namespace

std::optional<std::string> png_of(const std::string& svg, Diagnostics& diagnostics) {
  const auto handle = read(svg);
  const auto surface = handle != nullptr ? drawn(*handle) : nullptr;
  std::string png;
  if (surface == nullptr ||
      cairo_surface_write_to_png_stream(surface.get(), append, &png) != CAIRO_STATUS_SUCCESS) {
    diagnostics.error({"front.png"}, "the picture cannot be drawn", "front.svg is the same one");
    return std::nullopt;
  }
  return png;
}

}  // namespace costwright::study
