// MQL5's sockets over real TCP, with their manners: an address that is not allowed is 4014, reading waits 120 s for a
// timeout of 0 and says -1 when nothing comes, "readable" is at least 1, a send may be short.

#include "terminal.hpp"
#include "world.hpp"
#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>
#include <map>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

struct Socket {
  int file = -1;
  bool is_connected = false;
  uint send_ms = 0;
};
std::map<int, Socket> sockets;
int next_socket = 1;

Socket *find(int handle) {
  const auto found = sockets.find(handle);
  if (found != sockets.end()) return &found->second;
  mql_error(ERR_NETSOCKET_INVALIDHANDLE);
  return nullptr;
}

bool is_allowed(const std::string &server) {
  for (const auto &address : world->addresses) {
    const std::string one = address;
    if (!one.empty() && (one == server || one == "http://" + server || one == "https://" + server)) return true;
  }
  return false;
}

bool wait_for(int file, short what, uint timeout_ms) {
  pollfd one = {file, what, 0};
  return poll(&one, 1, static_cast<int>(timeout_ms)) > 0;
}

void break_off(Socket &socket) {
  if (socket.file >= 0) close(socket.file);
  socket.file = -1;
  socket.is_connected = false;
  mql_error(ERR_NETSOCKET_IO_ERROR);
}

}  // namespace

int SocketCreate(uint) {
  mql_step();
  if (sockets.size() >= 128) {
    mql_error(ERR_NETSOCKET_TOO_MANY_OPENED);
    return INVALID_HANDLE;
  }
  sockets[next_socket] = Socket();
  return next_socket++;
}

bool SocketConnect(int handle, const string server, uint port, uint timeout_ms) {
  mql_step();
  Socket *socket = find(handle);
  if (socket == nullptr) return false;
  const std::string host = server.utf8();
  if (!is_allowed(host)) {
    mql_error(ERR_FUNCTION_NOT_ALLOWED);
    return false;
  }
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<ushort>(port));
  const bool is_address = inet_pton(AF_INET, host.c_str(), &address.sin_addr) == 1;
  const int file = is_address ? ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
  if (file >= 0) {
    fcntl(file, F_SETFL, O_NONBLOCK);
    const int on = 1;
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    int failed = connect(file, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0 ? 0 : errno;
    if (failed == EINPROGRESS) {
      socklen_t size = sizeof failed;
      if (!wait_for(file, POLLOUT, timeout_ms)) failed = ETIMEDOUT;
      else getsockopt(file, SOL_SOCKET, SO_ERROR, &failed, &size);
    }
    if (failed == 0) {
      socket->file = file;
      socket->is_connected = true;
      return true;
    }
    close(file);
  }
  mql_error(ERR_NETSOCKET_CANNOT_CONNECT);
  return false;
}

bool SocketClose(const int handle) {
  Socket *socket = find(handle);
  if (socket == nullptr) return false;
  if (socket->file >= 0) close(socket->file);
  sockets.erase(handle);
  return true;
}
void close_all_sockets() {
  while (!sockets.empty()) SocketClose(sockets.begin()->first);
}
bool SocketIsConnected(const int handle) {
  mql_step();
  Socket *socket = find(handle);
  return socket != nullptr && socket->is_connected;
}
/** Bytes that wait; 1 where none do, since the terminal finds that out only by reading. */
uint SocketIsReadable(const int handle) {
  mql_step();
  Socket *socket = find(handle);
  if (socket == nullptr || !socket->is_connected) return 0;
  int bytes = 0;
  ioctl(socket->file, FIONREAD, &bytes);
  return bytes > 0 ? static_cast<uint>(bytes) : 1;
}
bool SocketIsWritable(const int handle) {
  Socket *socket = find(handle);
  return socket != nullptr && socket->is_connected && wait_for(socket->file, POLLOUT, 0);
}
bool SocketTimeouts(int handle, uint send_ms, uint) {
  Socket *socket = find(handle);
  if (socket == nullptr) return false;
  socket->send_ms = send_ms;
  return true;
}

int SocketRead(int handle, MqlArray<uchar> &buffer, uint most, uint timeout_ms) {
  mql_step();
  Socket *socket = find(handle);
  if (socket == nullptr) return -1;
  if (!socket->is_connected || take_fault("socket", "break-read") != nullptr) {
    break_off(*socket);
    return -1;
  }
  if (!wait_for(socket->file, POLLIN, timeout_ms == 0 ? 120000 : timeout_ms)) return -1;
  const long room = buffer.is_fixed() ? std::min<long>(buffer.size(), most) : most;
  std::string bytes(static_cast<std::size_t>(std::min(room, 1L << 20)), '\0');
  const long got = recv(socket->file, bytes.data(), bytes.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return -1;
  if (got <= 0) {
    break_off(*socket);
    return -1;
  }
  if (buffer.size() < got) buffer.resize(got);
  std::memcpy(buffer.data(), bytes.data(), static_cast<std::size_t>(got));
  return static_cast<int>(got);
}

int SocketSend(int handle, const MqlArray<uchar> &buffer, uint length) {
  mql_step();
  Socket *socket = find(handle);
  if (socket == nullptr) return -1;
  if (!socket->is_connected || take_fault("socket", "break-send") != nullptr) {
    break_off(*socket);
    return -1;
  }
  long size = std::min<long>(length, buffer.size());
  if (size > 1 && take_fault("socket", "short-send") != nullptr) size = (size + 1) / 2;
  long sent = 0;
  while (sent < size) {
    if (!wait_for(socket->file, POLLOUT, socket->send_ms == 0 ? 3600000 : socket->send_ms)) break;
    const long part = send(socket->file, buffer.data() + sent, static_cast<std::size_t>(size - sent), MSG_NOSIGNAL);
    if (part < 0 && errno != EAGAIN && errno != EINTR) {
      break_off(*socket);
      return -1;
    }
    sent += std::max(0L, part);
  }
  return static_cast<int>(sent);
}
