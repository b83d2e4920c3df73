#pragma once
// The shipped catalogue, and folders of copies of it in which a file may be replaced.
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "core/catalog/catalog.h"

namespace costwright::testing {

inline const std::string kData = SOURCE_DIR "/data";

inline const Catalog& catalog() {
  static const Catalog loaded = [] {
    Diagnostics diagnostics;
    auto result = Catalog::load(kData, diagnostics);
    EXPECT_EQ(diagnostics.text(), "");
    return result;
  }();
  return loaded;
}

inline const Row& row(std::string_view table, std::string_view key) {
  Diagnostics diagnostics;
  const Row* found = catalog().find(table, key, {}, diagnostics);
  EXPECT_EQ(diagnostics.text(), "");
  return found != nullptr ? *found : catalog().rows(table).front();
}

inline Fact fact(std::string_view table, std::string_view key, std::string_view column) {
  return row(table, key).fact(column).value_or(Fact{});
}

inline std::string find_fault(std::string_view table, std::string_view key) {
  Diagnostics diagnostics;
  EXPECT_EQ(catalog().find(table, key, {"s.yaml", 4, 9}, diagnostics), nullptr);
  return diagnostics.text();
}

// A folder of copies of data/ in which one file may be replaced; user CSVs go there too.
class CatalogFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() / (std::string("costwright_") + test->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::copy(kData, folder_);
    std::filesystem::copy(std::string(kData) + "/calibration", folder_ / "calibration");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, std::string_view text) {
    const auto path = (folder_ / name).string();
    std::filesystem::remove(path);
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  // Diagnostics of loading with `software.csv` replaced, without the folder's name.
  std::string load_software(std::string_view text) {
    write("software.csv", text);
    Diagnostics diagnostics;
    Catalog::load(folder_.string(), diagnostics);
    return local(diagnostics.text());
  }

  std::string add(Catalog& target, std::string_view text) {
    Diagnostics diagnostics;
    target.add(write("own.csv", text), diagnostics);
    return local(diagnostics.text());
  }

  std::string local(std::string text) const {
    const std::string prefix = folder_.string() + "/";
    for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
      text.erase(at, prefix.size());
    }
    return text;
  }

  std::filesystem::path folder_;
};

}  // namespace costwright::testing
