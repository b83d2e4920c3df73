#include "core/scenario/yaml/write.h"

#include <algorithm>

#include <fmt/format.h>

namespace costwright {
namespace {

using Kind = YamlNode::Kind;

bool is_plain_key(const std::string& key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '.' || c == '-';
  }) && key.front() != '-';
}

// What double quotes can hold whatever the text is.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    }
  }
  return out + "\"";
}

// Plain scalars with these would mean something else within brackets.
bool fits_brackets(const YamlNode& item) {
  return item.kind == Kind::kScalar && !item.quoted &&
         item.text.find_first_of(",[]{}") == std::string::npos;
}

class Writer {
 public:
  std::string write(const YamlNode& root) {
    map(root, 0);
    return std::move(out_);
  }

 private:
  void map(const YamlNode& node, std::size_t indent) {
    for (const YamlNode& item : node.items) {
      out_ +=
          std::string(indent, ' ') + (is_plain_key(item.key) ? item.key : quoted(item.key)) + ":";
      value(item, indent + 2);
    }
  }

  void list(const YamlNode& node, std::size_t indent) {
    for (const YamlNode& item : node.items) {
      out_ += std::string(indent, ' ') + "-";
      value(item, indent + 2);
    }
  }

  // Behind a key or a dash, to the end of the line and what is below it.
  void value(const YamlNode& node, std::size_t indent) {
    switch (node.kind) {
      case Kind::kNull:
        out_ += " ~\n";
        return;
      case Kind::kScalar:
        out_ += " " + (node.quoted ? quoted(node.text) : node.text) + "\n";
        return;
      case Kind::kList:
        return node.items.empty() ||
                       std::all_of(node.items.begin(), node.items.end(), fits_brackets)
                   ? in_brackets(node)
                   : below([&] {
                       list(node, indent);
                     });
      case Kind::kMap:
        if (node.items.empty()) {
          out_ += " {}\n";
          return;
        }
        return below([&] {
          map(node, indent);
        });
    }
  }

  void in_brackets(const YamlNode& node) {
    out_ += " [";
    for (const YamlNode& item : node.items) {
      out_ += (&item == node.items.data() ? "" : ", ") + item.text;
    }
    out_ += "]\n";
  }

  template <class Write>
  void below(const Write& write) {
    out_ += "\n";
    write();
  }

  std::string out_;
};

}  // namespace

std::string to_yaml(const YamlNode& root) {
  return Writer().write(root);
}

}  // namespace costwright
