// The engine's state as a whole: read from a database, staged into one, taken and restored.
#include <sstream>

#include "base/text.h"
#include "engine/engine.h"

namespace keytrail {
namespace {

// Derived indexes (compiled patterns, look-ups by another key) are rebuilt after tables were filled
// or emptied behind the service's back.
void rebuild_indexes(World& world) {
  world.each_service([](auto& state) {
    if constexpr (requires { state.reindex(); }) state.reindex();
  });
}

}  // namespace

// Entities and numbers; the streams are the store's own.
void Engine::load_state(Persistence& source) {
  if (const auto command = source.meta("command")) last_command_ = std::stoull(*command);
  for (TableBase* table : tables_) {
    source.load(table->kind(), [&](std::string id, const std::string& body) {
      if (const auto row = parse_json(body)) table->load(std::move(id), *row);
    });
  }
  std::istringstream numbers(source.meta("numbers").value_or(""));
  TimerId last_timer = 0;
  Outbox::Numbers last_sent;
  numbers >> last_timer >> last_sent.mail >> last_sent.delivery;
  scheduler_.reindex(last_timer);
  outbox_.reindex(last_sent);
  rebuild_indexes(world_);
}

// What numbers were given last, where the rows that bear them may be gone.
std::string Engine::numbers() const {
  return std::to_string(scheduler_.last_id()) + " " + std::to_string(outbox_.last().mail) + " " +
         std::to_string(outbox_.last().delivery);
}

// Hands over what the database must hold besides the streams.
void Engine::stage(Persistence& target) {
  for (TableBase* table : tables_) {
    if (!table->has_touched()) continue;
    for (const std::string& id : table->take_touched()) {
      target.save(table->kind(), id, table->row(id));
    }
  }
  if (std::string now = numbers(); now != saved_numbers_) {
    target.set_meta("numbers", now);
    saved_numbers_ = std::move(now);
  }
  target.set_meta("command", std::to_string(last_command_));
  target.set_meta("now", std::to_string(millis_of(clock_.now())));
}

void Engine::forget_entities() {
  for (TableBase* table : tables_) table->clear();
  scheduler_.reindex();
  outbox_.reindex();
  rebuild_indexes(world_);
}

std::optional<std::string> Engine::take_snapshot() {
  Lock lock(mutex_);
  if (database_ == nullptr) return std::nullopt;
  run_timers(clock_.now(), nullptr);
  commit();
  // A database that is gone at exit holds the streams alone: the entities visit it for a moment.
  const bool are_visitors = persistence_ == nullptr;
  const auto save_all = [&](bool is_there) {
    for (TableBase* table : tables_) {
      table->for_each_id([&](const std::string& id) {
        database_->save(table->kind(), id, is_there ? table->row(id) : std::nullopt);
      });
    }
  };
  if (are_visitors) {
    save_all(true);
    saved_numbers_.clear();
    stage(*database_);
  }
  database_->set_meta("clock",
                      (clock_.is_manual() ? "manual " : "wall ") + std::to_string(clock_.speed()));
  std::string bytes = database_->take_snapshot();
  if (are_visitors) save_all(false);
  return bytes;
}

std::optional<std::string> Engine::restore_snapshot(std::string_view bytes) {
  Lock lock(mutex_);
  if (database_ == nullptr) return "Snapshots need a database.";
  commit();
  if (auto problem = database_->restore_snapshot(bytes)) return problem;
  forget_entities();
  for (TableBase* table : tables_) table->take_touched();
  load_state(*database_);
  if (!options_.seed) draw_seed();
  std::istringstream clock(database_->meta("clock").value_or(""));
  std::string mode = "manual";
  double speed = 1;
  clock >> mode >> speed;
  const Instant now = instant_of(std::stoll(database_->meta("now").value_or("0")));
  {
    std::lock_guard clock_lock(clock_mutex_);
    clock_ = Clock(real_, now, mode == "manual", speed);
  }
  last_flushed_ = last_command_;
  last_committed_ = last_command_;
  if (persistence_ == nullptr) {
    for (TableBase* table : tables_) {
      table->for_each_id(
          [&](const std::string& id) { database_->save(table->kind(), id, std::nullopt); });
    }
  } else {
    persistence_->set_meta("seed", to_hex(seed_));
    saved_numbers_.clear();
    commit();
  }
  wake_background();
  return std::nullopt;
}

}  // namespace keytrail
