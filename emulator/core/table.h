// A Table holds the entities of one kind by id, sorted, and knows which of them the command in hand
// has touched. The engine's commit asks each table for those and writes each once; a handler only
// calls edit(), put() and erase(), and never thinks of the database.
//
// Ids begin with Scope::prefix(), so the entities of one account and region lie together.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "core/archive.h"

namespace keytrail {

class TableBase {
 public:
  explicit TableBase(std::string kind) : kind_(std::move(kind)) {}
  virtual ~TableBase() = default;
  TableBase(const TableBase&) = delete;
  TableBase& operator=(const TableBase&) = delete;

  // The name in the database, such as "kms.key".
  const std::string& kind() const { return kind_; }
  // Ids written or erased since the last take.
  std::set<std::string, std::less<>> take_touched() { return std::exchange(touched_, {}); }
  bool has_touched() const { return !touched_.empty(); }

  // The entity as text, or nothing if it is gone.
  virtual std::optional<std::string> row(std::string_view id) = 0;
  virtual void load(std::string id, const Json& row) = 0;
  virtual void for_each_id(const std::function<void(const std::string&)>& visit) const = 0;
  virtual void clear() = 0;

 protected:
  void touch(std::string_view id) { touched_.emplace(id); }

 private:
  std::string kind_;
  std::set<std::string, std::less<>> touched_;
};

template <class Entity>
class Table final : public TableBase {
 public:
  using Map = std::map<std::string, Entity, std::less<>>;
  using TableBase::TableBase;

  const Entity* find(std::string_view id) const {
    const auto found = rows_.find(id);
    return found == rows_.end() ? nullptr : &found->second;
  }
  // The entity for change, or nullptr; notes it as touched.
  Entity* edit(std::string_view id) {
    const auto found = rows_.find(id);
    if (found == rows_.end()) return nullptr;
    touch(id);
    return &found->second;
  }
  // By reference: an id computed from the entity in the same call is read before it moves.
  Entity& put(const std::string& id, Entity&& entity) {
    touch(id);
    return rows_.insert_or_assign(id, std::move(entity)).first->second;
  }
  Entity& put(const std::string& id, const Entity& entity) { return put(id, Entity(entity)); }
  bool erase(std::string_view id) {
    const auto found = rows_.find(id);
    if (found == rows_.end()) return false;
    touch(id);
    rows_.erase(found);
    return true;
  }

  const Map& rows() const { return rows_; }
  bool empty() const { return rows_.empty(); }
  std::size_t size() const { return rows_.size(); }

  // Visits (id, entity) of every id that begins with `prefix`, in order, until `visit` says false.
  template <class Visit>
  void each(std::string_view prefix, Visit visit) const {
    for (auto row = rows_.lower_bound(prefix); row != rows_.end(); ++row) {
      if (!std::string_view(row->first).starts_with(prefix)) return;
      if constexpr (std::is_void_v<decltype(visit(row->first, row->second))>) {
        visit(row->first, row->second);
      } else if (!visit(row->first, row->second)) {
        return;
      }
    }
  }
  std::vector<std::string> ids(std::string_view prefix) const {
    std::vector<std::string> found;
    each(prefix, [&](const std::string& id, const Entity&) { found.push_back(id); });
    return found;
  }

  std::optional<std::string> row(std::string_view id) override {
    const auto found = rows_.find(id);
    if (found == rows_.end()) return std::nullopt;
    return to_text(Writer::write(found->second));
  }
  void load(std::string id, const Json& row) override {
    Entity entity{};
    Reader::read(row, entity);
    rows_.insert_or_assign(std::move(id), std::move(entity));
  }
  void for_each_id(const std::function<void(const std::string&)>& visit) const override {
    for (const auto& [id, entity] : rows_) visit(id);
  }
  void clear() override {
    for (const auto& [id, entity] : rows_) touch(id);
    rows_.clear();
  }

 private:
  Map rows_;
};

}  // namespace keytrail
