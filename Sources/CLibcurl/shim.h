#ifndef COLLEAGUE_CLIBCURL_SHIM_H
#define COLLEAGUE_CLIBCURL_SHIM_H

#include <curl/curl.h>

/* curl_easy_setopt and curl_easy_getinfo are variadic, which Swift cannot call: one typed function a
   kind of value. */

typedef size_t (*colleague_curl_receiver)(char *, size_t, size_t, void *);

static inline CURLcode colleague_curl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode colleague_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode colleague_curl_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode colleague_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode colleague_curl_set_list(
    CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode colleague_curl_set_receiver(
    CURL *easy, CURLoption option, colleague_curl_receiver value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode colleague_curl_set_before_request(CURL *easy, curl_prereq_callback value) {
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, value);
}

static inline CURLcode colleague_curl_set_socket_opener(
    CURL *easy, curl_opensocket_callback value) {
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline CURLcode colleague_curl_get_long(CURL *easy, CURLINFO what, long *value) {
  return curl_easy_getinfo(easy, what, value);
}

static inline CURLcode colleague_curl_get_size(CURL *easy, CURLINFO what, curl_off_t *value) {
  return curl_easy_getinfo(easy, what, value);
}

/* The result of a finished transfer; the union it is kept in has no safe reading in Swift. */
static inline CURLcode colleague_curl_result(const CURLMsg *message) {
  return message->data.result;
}

#endif
