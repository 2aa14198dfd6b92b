import CLibcurl
import Glibc
import Synchronization

/// Carries out the transfers of one client, all on the thread that calls ``run()``.
final class TransferLoop: Sendable {
  private struct Inbox {
    var jobs: [Job] = []
    var isStopping = false
  }

  /// libcurl itself: started once, before the first handle is made.
  private static let isCurlStarted = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  private let inbox = Mutex(Inbox())
  // Used by the thread in `run()` alone, but for `curl_multi_wakeup`, which libcurl allows from any
  // thread; and freed in `deinit`, when neither that thread nor anybody else holds this object.
  nonisolated(unsafe) private let multi: UnsafeMutableRawPointer

  /// A loop that is not running yet.
  init() throws(HTTPError) {
    guard TransferLoop.isCurlStarted, let multi = curl_multi_init() else {
      throw .system(reason: "libcurl does not start")
    }
    self.multi = multi
  }

  deinit { curl_multi_cleanup(multi) }

  /// Hands a job to the thread, which answers its continuation once.
  func add(_ job: Job) {
    inbox.withLock { $0.jobs.append(job) }
    wake()
  }

  /// Makes the thread look for new jobs and wishes.
  func wake() { curl_multi_wakeup(multi) }

  /// Makes ``run()`` return; what is under way is cancelled.
  func stop() {
    inbox.withLock { $0.isStopping = true }
    wake()
  }

  /// Works until ``stop()``.
  func run() {
    var transfers: [UnsafeMutableRawPointer: Transfer] = [:]
    while true {
      let isStopping = takeJobs(into: &transfers)
      var count: Int32 = 0
      let code = curl_multi_perform(multi, &count)
      collect(from: &transfers)
      // What came has been read before anybody is called late or idle.
      let now = ContinuousClock.now
      for transfer in Array(transfers.values) {
        if code != CURLM_OK {
          end(transfer, with: .system(reason: "libcurl cannot go on"), in: &transfers)
        } else if let error = isStopping ? .cancelled : transfer.overdue(at: now) {
          end(transfer, with: error, in: &transfers)
        }
      }
      if isStopping { return }
      wait(for: transfers)
    }
  }

  /// Begins what has been asked for; says whether to stop.
  private func takeJobs(into transfers: inout [UnsafeMutableRawPointer: Transfer]) -> Bool {
    let (jobs, isStopping) = inbox.withLock { inbox in
      defer { inbox.jobs = [] }
      return (inbox.jobs, inbox.isStopping)
    }
    for job in jobs {
      do throws(HTTPError) {
        if job.wish.isAsked { throw .cancelled }
        let transfer = try Transfer(job)
        guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
          throw HTTPError.system(reason: "libcurl takes no more requests")
        }
        transfers[transfer.easy] = transfer
      } catch {
        job.continuation.resume(returning: .failure(error))
      }
    }
    return isStopping
  }

  /// Answers the transfers that libcurl is done with.
  private func collect(from transfers: inout [UnsafeMutableRawPointer: Transfer]) {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
        let transfer = transfers.removeValue(forKey: easy)
      else { continue }
      let result = transfer.result(colleague_curl_result(message))
      curl_multi_remove_handle(multi, easy)
      transfer.answer(result)
    }
  }

  /// Breaks a transfer off; its connection is closed before it is answered.
  private func end(
    _ transfer: Transfer, with error: HTTPError,
    in transfers: inout [UnsafeMutableRawPointer: Transfer]
  ) {
    transfers[transfer.easy] = nil
    curl_multi_remove_handle(multi, transfer.easy)
    transfer.answer(.failure(error))
  }

  /// Sleeps until bytes arrive, somebody wakes the thread, or a transfer is due.
  private func wait(for transfers: [UnsafeMutableRawPointer: Transfer]) {
    var pause = Duration.seconds(60)
    let now = ContinuousClock.now
    for transfer in transfers.values { pause = min(pause, transfer.deadline - now) }
    // Rounded up, or the last millisecond before a deadline would be spent in a busy loop.
    let (seconds, attoseconds) = max(pause, .zero).components
    let milliseconds = Int32(seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    if curl_multi_poll(multi, nil, 0, milliseconds, nil) != CURLM_OK { usleep(10_000) }
  }
}
