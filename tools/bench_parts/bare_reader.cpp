// The yardstick of reading records: how long simdjson and libdeflate alone take for the bytes of
// the files given, which are in memory when the clock starts. One thread. Prints seconds of
// processor time as JSON.
//
//   bare_reader lines FILE…   one JSON document a line: parsed into simdjson's tape ("parse"), and
//                             merely walked member by member with On-Demand ("walk"); "read" is
//                             what the system takes to hand the bytes over, which a replay has to
//                             wait for
//   bare_reader gzip FILE…    one document in each gzip file: inflated ("inflate"), and both
//   ("both")
#include <fcntl.h>
#include <libdeflate.h>
#include <simdjson.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using simdjson::padded_string;

// Of the processor: what else runs on the machine does not count. The better of two: the first one
// may have to wait for the system to map the bytes.
double seconds_of(auto work) {
  double best = 0;
  for (int round = 0; round < 2; ++round) {
    const std::clock_t begin = std::clock();
    work();
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    best = round == 0 ? seconds : std::min(best, seconds);
  }
  return best;
}

template <class Visit>
void each_line(const padded_string& text, Visit visit) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
    const char* stop = found == nullptr ? end : static_cast<const char*>(found);
    if (stop > at) visit(at, static_cast<std::size_t>(stop - at));
    at = stop + 1;
  }
}

std::size_t walk(simdjson::ondemand::object object) {
  std::size_t members = 0;
  for (auto member : object) members += member.error() == simdjson::SUCCESS ? 1 : 0;
  return members;
}

double seconds_of_reading(char** paths, int count) {
  std::vector<char> block(256u << 10);
  return seconds_of([&] {
    for (int i = 0; i < count; ++i) {
      const int descriptor = open(paths[i], O_RDONLY);
      while (read(descriptor, block.data(), block.size()) > 0) continue;
      close(descriptor);
    }
  });
}

void measure_lines(const std::vector<padded_string>& texts, double read) {
  std::size_t parsed = 0;
  std::size_t members = 0;
  simdjson::dom::parser dom;
  const double parse = seconds_of([&] {
    parsed = 0;
    for (const padded_string& text : texts) {
      each_line(text, [&](const char* at, std::size_t size) {
        parsed += dom.parse(at, size, false).error() == simdjson::SUCCESS ? 1 : 0;
      });
    }
  });
  simdjson::ondemand::parser parser;
  const double walked = seconds_of([&] {
    members = 0;
    for (const padded_string& text : texts) {
      each_line(text, [&](const char* at, std::size_t size) {
        simdjson::ondemand::document document;
        simdjson::ondemand::object object;
        if (parser.iterate(at, size, size + simdjson::SIMDJSON_PADDING).get(document)) return;
        if (!document.get_object().get(object)) members += walk(object);
      });
    }
  });
  std::printf("{\"read\": %f, \"parse\": %f, \"walk\": %f, \"documents\": %zu, \"members\": %zu}\n",
              read, parse, walked, parsed, members);
}

void measure_gzip(const std::vector<padded_string>& files) {
  libdeflate_decompressor* const decompressor = libdeflate_alloc_decompressor();
  std::string text;
  std::size_t bytes = 0;
  std::size_t parsed = 0;
  simdjson::dom::parser dom;
  const auto inflate_all = [&](auto then) {
    bytes = 0;
    for (const padded_string& file : files) {
      std::uint32_t size = 0;
      std::memcpy(&size, file.data() + file.size() - sizeof size, sizeof size);
      if (text.size() < size + simdjson::SIMDJSON_PADDING) {
        text.resize(size + simdjson::SIMDJSON_PADDING);
      }
      libdeflate_gzip_decompress(decompressor, file.data(), file.size(), text.data(), size,
                                 nullptr);
      bytes += size;
      then(size);
    }
  };
  const double inflate = seconds_of([&] { inflate_all([](std::size_t) {}); });
  const double both = seconds_of([&] {
    parsed = 0;
    inflate_all([&](std::size_t size) {
      parsed += dom.parse(text.data(), size, false).error() == simdjson::SUCCESS ? 1 : 0;
    });
  });
  libdeflate_free_decompressor(decompressor);
  std::printf("{\"inflate\": %f, \"both\": %f, \"documents\": %zu, \"bytes\": %zu}\n", inflate,
              both, parsed, bytes);
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  std::vector<padded_string> files;
  for (int i = 2; i < count; ++i) {
    auto loaded = padded_string::load(arguments[i]);
    if (loaded.error()) return 4;
    files.push_back(std::move(loaded).value());
  }
  if (std::strcmp(arguments[1], "lines") == 0) {
    measure_lines(files, seconds_of_reading(arguments + 2, count - 2));
  } else {
    measure_gzip(files);
  }
}
