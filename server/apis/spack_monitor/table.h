// Tables of rows by id, and keys over several columns.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "apis/spack_monitor/rows.h"
#include "site/timeline.h"

namespace hpc::apis::spack_monitor {

/// Rows are never deleted, and stay where they are.
template <class R>
class Table final {
 public:
  R& add(R row, Instant now) {
    row.id = rows_.size() + 1;
    row.added = row.modified = now;
    return rows_.emplace_back(std::move(row));
  }
  R* find(Id id) { return id >= 1 && id <= rows_.size() ? &rows_[id - 1] : nullptr; }
  const R* find(Id id) const { return id >= 1 && id <= rows_.size() ? &rows_[id - 1] : nullptr; }
  /// The row is known to be there.
  R& at(Id id) { return rows_.at(id - 1); }
  const R& at(Id id) const { return rows_.at(id - 1); }
  std::size_t size() const { return rows_.size(); }
  /// In order of ids, from 0.
  const R& nth(std::size_t position) const { return rows_[position]; }

 private:
  std::deque<R> rows_;
};

/// One key of several columns; different columns never give the same key.
class Key final {
 public:
  Key& with(std::string_view column) {
    text_ += std::to_string(column.size());
    (text_ += ':') += column;
    return *this;
  }
  Key& with(Id id) {
    (text_ += std::to_string(id)) += ';';
    return *this;
  }
  Key& with_nullable(const Text& column) {
    if (column) return with(std::string_view(*column));
    text_ += '-';
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

using Index = std::unordered_map<std::string, Id>;
using ManyIndex = std::unordered_map<std::string, std::vector<Id>>;

/// Those under a key, in order of ids; none: empty.
inline const std::vector<Id>& ids_under(const ManyIndex& index, const std::string& key) {
  static const std::vector<Id> none;
  const auto found = index.find(key);
  return found == index.end() ? none : found->second;
}

}  // namespace hpc::apis::spack_monitor
