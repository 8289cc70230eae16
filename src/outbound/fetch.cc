#include "outbound/fetch.h"

#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/c_ptr.h"
#include "outbound/curl.h"

namespace lockspire::outbound {
namespace {

void clean_up(CURL* handle) {
  curl().easy_cleanup(handle);
}
void free_all(curl_slist* list) {
  curl().slist_free_all(list);
}
using Handle = CPtr<CURL, clean_up>;
using List = CPtr<curl_slist, free_all>;

constexpr std::size_t kMostHeaderBytes = 16'384;

// What the callbacks of one exchange share.
struct Exchange {
  const Route& route;
  std::size_t most_body_bytes;
  Response response{};
  std::size_t header_bytes = 0;
  bool too_large = false;
  bool strayed = false;  // libcurl wanted to connect to an address that was not checked
};

template <typename Value>
void set(CURL* handle, CURLoption option, Value value) {
  if (curl().easy_setopt(handle, option, value) == CURLE_OK) return;
  throw std::runtime_error("outbound: libcurl refuses option " + std::to_string(option));
}

void append(List& list, const std::string& line) {
  curl_slist* longer = curl().slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  (void)list.release();
  list.reset(longer);
}

// The second fence, at the socket itself: whatever libcurl made of the URL, it connects to what was
// checked or not at all.
curl_socket_t open_socket(void* data, curlsocktype purpose, curl_sockaddr* to) {
  auto& exchange = *static_cast<Exchange*>(data);
  const auto address = address_of(to->addr);
  if (purpose != CURLSOCKTYPE_IPCXN || !address || !exchange.route.leads_to(*address)) {
    exchange.strayed = true;
    return CURL_SOCKET_BAD;
  }
  return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kWhite = " \t\r\n";
  const auto first = text.find_first_not_of(kWhite);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhite) - first + 1);
}

void take_header_line(std::string_view line, Response& response) {
  // An interim answer (100, 103) had headers of its own.
  if (line.starts_with("HTTP/")) return response.headers.clear();
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  std::string name(trimmed(line.substr(0, colon)));
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  response.headers.push_back({std::move(name), std::string(trimmed(line.substr(colon + 1)))});
}

// Anything but `size` makes libcurl give up.
std::size_t take_header(const char* data, std::size_t, std::size_t size, void* to) {
  auto& exchange = *static_cast<Exchange*>(to);
  exchange.header_bytes += size;
  exchange.too_large = exchange.header_bytes > kMostHeaderBytes;
  if (exchange.too_large) return 0;
  take_header_line({data, size}, exchange.response);
  return size;
}

std::size_t take_body(const char* data, std::size_t, std::size_t size, void* to) {
  auto& exchange = *static_cast<Exchange*>(to);
  exchange.too_large = size > exchange.most_body_bytes - exchange.response.body.size();
  if (exchange.too_large) return 0;
  exchange.response.body.append(data, size);
  return size;
}

// The only addresses that the name has for this handle; nothing for a host that is an address.
List pinned(const Route& route) {
  if (parse_address(route.host)) return nullptr;
  std::string entry = route.host + ":" + std::to_string(route.port) + ":";
  bool first = true;
  for (const Address& address : route.addresses) {
    entry += (first ? "" : ",") + text_of(address);
    first = false;
  }
  List list;
  append(list, entry);
  return list;
}

List header_lines(const Request& request) {
  List list;
  for (const Header& header : request.headers) {
    const std::string line = header.name + ": " + header.value;
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      throw std::invalid_argument("outbound: a header of a request has a line break");
    }
    append(list, line);
  }
  // A body goes out with its header, without asking for leave first.
  append(list, "Expect:");
  return list;
}

void set_request(CURL* handle, const Request& request) {
  set(handle, CURLOPT_URL, request.url.c_str());
  if (request.method == "HEAD") set(handle, CURLOPT_NOBODY, 1L);
  if (!request.body.empty() || request.method == "POST") {
    set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(handle, CURLOPT_POSTFIELDS, request.body.data());
  }
  set(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  set(handle, CURLOPT_USERAGENT, "lockspire");
}

void set_bounds(CURL* handle, const Options& options, std::chrono::milliseconds left) {
  set(handle, CURLOPT_PROTOCOLS_STR, options.rules.allow_http ? "http,https" : "https");
  set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  set(handle, CURLOPT_PROXY, "");
  set(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  // In place of the system's file; the system's folder (CURLOPT_CAPATH) has the same certificates.
  if (!options.ca_file.empty()) set(handle, CURLOPT_CAINFO, options.ca_file.c_str());
  set(handle, CURLOPT_NOSIGNAL, 1L);
  set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  set(handle, CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(std::min(left, options.connect_timeout).count()));
  set(handle, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options.most_body_bytes));
}

void set_callbacks(CURL* handle, Exchange& exchange) {
  set(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  set(handle, CURLOPT_OPENSOCKETDATA, &exchange);
  set(handle, CURLOPT_HEADERFUNCTION, take_header);
  set(handle, CURLOPT_HEADERDATA, &exchange);
  set(handle, CURLOPT_WRITEFUNCTION, take_body);
  set(handle, CURLOPT_WRITEDATA, &exchange);
}

FailureKind kind_of(CURLcode code, const Exchange& exchange) {
  if (exchange.too_large) return FailureKind::kTooLarge;
  if (exchange.strayed) return FailureKind::kAddress;
  switch (code) {
    case CURLE_FILESIZE_EXCEEDED:
      return FailureKind::kTooLarge;
    case CURLE_OPERATION_TIMEDOUT:
      return FailureKind::kTimeout;
    case CURLE_COULDNT_CONNECT:
      return FailureKind::kConnect;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return FailureKind::kTls;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return FailureKind::kUrl;
    default:
      return FailureKind::kProtocol;
  }
}

std::string words_for(CURLcode code, const Exchange& exchange, std::string_view words) {
  if (exchange.too_large) return "the answer is too large";
  if (exchange.strayed) return "the connection would have gone to an address that was not checked";
  return std::string(words.empty() ? curl().easy_strerror(code) : words);
}

}  // namespace

std::optional<std::string_view> Response::header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &Header::name);
  if (found == headers.end()) return std::nullopt;
  return found->value;
}

std::expected<Response, Failure> fetch(const Request& request, const Options& options) {
  const Deadline deadline = std::chrono::steady_clock::now() + options.timeout;
  const auto route = find_route(request.url, options.rules, deadline);
  if (!route) return std::unexpected(route.error());
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  // 0 would mean no limit to libcurl.
  if (left.count() <= 0) {
    return std::unexpected(Failure{FailureKind::kTimeout, "the name took all the time"});
  }
  const Handle handle(curl().easy_init());
  if (handle == nullptr) throw std::bad_alloc();
  Exchange exchange{.route = *route, .most_body_bytes = options.most_body_bytes};
  std::array<char, CURL_ERROR_SIZE> words{};
  const List headers = header_lines(request);
  const List pins = pinned(*route);
  set(handle.get(), CURLOPT_ERRORBUFFER, words.data());
  set(handle.get(), CURLOPT_HTTPHEADER, headers.get());
  set(handle.get(), CURLOPT_RESOLVE, pins.get());
  set_request(handle.get(), request);
  set_bounds(handle.get(), options, left);
  set_callbacks(handle.get(), exchange);
  const CURLcode code = curl().easy_perform(handle.get());
  if (code != CURLE_OK) {
    return std::unexpected(
        Failure{kind_of(code, exchange), words_for(code, exchange, words.data())});
  }
  long status = 0;
  curl().easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  exchange.response.status = static_cast<int>(status);
  return std::move(exchange.response);
}

}  // namespace lockspire::outbound
