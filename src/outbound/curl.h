// libcurl, loaded when something is fetched for the first time: with the 29 libraries that it
// brings it would take 4.5 MiB of every program that might ever fetch something.
#pragma once

#include <curl/curl.h>

namespace lockspire::outbound {

// Its functions, by the names they have there.
struct Curl {
  decltype(&::curl_global_init) global_init;
  decltype(&::curl_easy_init) easy_init;
  decltype(&::curl_easy_cleanup) easy_cleanup;
  decltype(&::curl_easy_setopt) easy_setopt;
  decltype(&::curl_easy_perform) easy_perform;
  decltype(&::curl_easy_getinfo) easy_getinfo;
  decltype(&::curl_easy_strerror) easy_strerror;
  decltype(&::curl_slist_append) slist_append;
  decltype(&::curl_slist_free_all) slist_free_all;
};

// Loaded and started once, for good. Throws std::runtime_error when it is not installed.
const Curl& curl();

}  // namespace lockspire::outbound
