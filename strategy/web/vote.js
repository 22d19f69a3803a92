// A guest's page follows the room: it waits for news and swaps what has changed, nothing else, so
// that nothing anybody is writing is lost. Written for old phones.
(function () {
  'use strict';

  var body = document.body;
  var again = Number(body.getAttribute('data-again'));
  var address = body.getAttribute('data-state');
  var DRAFT = 'vote' + location.pathname;
  var asking = null;
  var asked = 0;
  var failures = 0;
  var sending = false;

  // --- forms ------------------------------------------------------------------------------------

  function each(list, work) {
    Array.prototype.slice.call(list).forEach(work);
  }

  function find(id) {
    return document.getElementById(id);
  }

  function field(section) {
    return section.querySelector('textarea');
  }

  function chosen(section) {
    var radio = section.querySelector('input[type=radio]:checked');
    return radio ? radio.value : '';
  }

  function written(section) {
    var text = field(section);
    return text ? text.value : '';
  }

  function fill(section, text, level) {
    if (!field(section)) {
      return false;
    }
    field(section).value = text;
    each(section.querySelectorAll('input[type=radio]'), function (radio) {
      radio.checked = level !== '' && radio.value === level;
    });
    return true;
  }

  function keepUnsent(text) {
    if (!text.trim()) {
      return;
    }
    var box = document.createElement('div');
    var heading = document.createElement('h2');
    var said = document.createElement('p');
    box.className = 'unsent';
    heading.textContent = body.getAttribute('data-unsent');
    said.textContent = text;
    box.appendChild(heading);
    box.appendChild(said);
    find('unsent').appendChild(box);
  }

  // Pressed twice is sent once.
  each(document.querySelectorAll('form[method=post]'), function (form) {
    form.addEventListener('submit', function (event) {
      if (sending) {
        event.preventDefault();
      }
      sending = true;
    });
  });

  // What is written survives a reload and another language, in this tab alone and no longer.
  function remember() {
    var drafts = {};
    each(document.querySelectorAll('#questions > section'), function (section) {
      if (written(section) || chosen(section)) {
        drafts[section.id] = [written(section), chosen(section)];
      }
    });
    try {
      if (!sending && Object.keys(drafts).length) {
        sessionStorage.setItem(DRAFT, JSON.stringify(drafts));
      }
    } catch (nowhere) { /* A phone that keeps nothing: as without this. */ }
  }

  function recall() {
    var drafts = {};
    try {
      drafts = JSON.parse(sessionStorage.getItem(DRAFT)) || {};
      sessionStorage.removeItem(DRAFT);
    } catch (nowhere) { /* As above. */ }
    Object.keys(drafts).forEach(function (id) {
      var section = find(id);
      if (section && (written(section) || chosen(section))) {
        return;
      }
      if (!section || !fill(section, drafts[id][0], drafts[id][1])) {
        keepUnsent(drafts[id][0]);
      }
    });
  }

  // --- what has changed -------------------------------------------------------------------------

  function swap(old, fresh) {
    var node = document.importNode(fresh, true);
    var had = old.contains(document.activeElement);
    if (field(old) && !fill(node, written(old), chosen(old))) {
      keepUnsent(written(old));
    }
    if (old.hasAttribute('open')) {
      node.setAttribute('open', '');
    }
    old.parentNode.replaceChild(node, old);
    if (had && node.querySelector('h2')) {
      node.querySelector('h2').focus();
    }
    return node;
  }

  function arrange(box, wanted) {
    each(box.children, function (old) {
      if (!wanted.some(function (fresh) { return fresh.id === old.id; })) {
        if (field(old)) {
          keepUnsent(written(old));
        }
        box.removeChild(old);
      }
    });
    var place = box.firstElementChild;
    wanted.forEach(function (fresh) {
      var node = find(fresh.id);
      if (!node) {
        node = document.importNode(fresh, true);
        box.insertBefore(node, place);
        return;
      }
      if (node !== place) {
        box.insertBefore(node, place);
      }
      if (node.getAttribute('data-v') !== fresh.getAttribute('data-v')) {
        node = swap(node, fresh);
      }
      place = node.nextElementSibling;
    });
  }

  function show(html) {
    var page = new DOMParser().parseFromString(html, 'text/html');
    var questions = page.getElementById('questions');
    if (!questions) {
      location.reload();
      return;
    }
    var active = document.activeElement;
    var before = active.getBoundingClientRect().top;
    ['questions', 'earlier'].forEach(function (id) {
      arrange(find(id), Array.prototype.slice.call(page.getElementById(id).children));
    });
    if (active !== body && document.activeElement === active) {
      window.scrollBy(0, active.getBoundingClientRect().top - before);
    }
    find('send').hidden = page.getElementById('send').hidden;
    tell(page.getElementById('status').textContent);
    body.setAttribute('data-seen', page.body.getAttribute('data-seen'));
  }

  function tell(text) {
    if (find('status').textContent !== text) {
      find('status').textContent = text;
    }
  }

  // --- waiting for it ---------------------------------------------------------------------------

  function ask() {
    var request = new XMLHttpRequest();
    // After a silence the page is asked for whole: an answer at once tells that there is contact.
    var seen = failures ? '' : encodeURIComponent(body.getAttribute('data-seen'));
    asking = request;
    asked = Date.now();
    request.open('GET', address + (address.indexOf('?') < 0 ? '?' : '&') + 'seen=' + seen);
    request.timeout = 40000;
    request.onload = function () {
      answered(request);
    };
    request.onerror = request.ontimeout = function () {
      lost(request);
    };
    request.send();
  }

  function answered(request) {
    if (request !== asking) {
      return;
    }
    if (request.status === 200) {
      failures = 0;
      show(request.responseText);
      ask();
    } else if (request.status === 204) {
      failures = 0;
      ask();
    } else if (request.status === 403 || request.status === 410) {
      location.reload();
    } else {
      lost(request);
    }
  }

  function lost(request) {
    if (request !== asking) {
      return;
    }
    asking = null;
    failures += 1;
    if (failures > 1) {
      tell(body.getAttribute('data-lost'));
    }
    setTimeout(function () {
      if (!asking) {
        ask();
      }
    }, Math.min(failures * 1000, 10000));
  }

  function askAnew() {
    var old = asking;
    asking = null;
    if (old) {
      old.abort();
    }
    ask();
  }

  // A phone that has slept does not know yet that nobody answers it any more.
  function wake() {
    if (!document.hidden && (!asking || Date.now() - asked > 25000)) {
      askAnew();
    }
  }

  function unplugged() {
    failures += 1;
    tell(body.getAttribute('data-lost'));
  }

  if (again) {
    setTimeout(function () { location.reload(); }, again * 1000 * (0.8 + Math.random() * 0.4));
  }
  if (address && window.DOMParser) {
    recall();
    window.addEventListener('pagehide', remember);
    // The page as one left it: what it says may be of yesterday, and it may be sent again.
    window.addEventListener('pageshow', function (event) {
      sending = false;
      if (event.persisted) {
        location.reload();
      }
    });
    document.addEventListener('visibilitychange', wake);
    window.addEventListener('offline', unplugged);
    window.addEventListener('online', askAnew);
    ask();
  }
}());
