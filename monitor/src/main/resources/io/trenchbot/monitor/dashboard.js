'use strict';
(() => {
  const main = document.querySelector('main');
  const live = document.getElementById('live');
  const pause = document.getElementById('pause');
  const filter = document.getElementById('filter');
  const range = document.body.dataset.range;
  let paused = false;
  let loading = false;

  const applyFilter = () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const row of main.querySelectorAll('tbody tr, figure')) {
      const name = (row.querySelector('td, figcaption') || row).textContent.toLowerCase();
      row.hidden = wanted !== '' && !name.includes(wanted);
    }
  };

  // One load at a time: a slow link skips pictures instead of queueing them.
  const load = async () => {
    if (loading) {
      return;
    }
    loading = true;
    try {
      const answer = await fetch('/body?range=' + range);
      if (answer.ok) {
        main.innerHTML = await answer.text();
        applyFilter();
      }
    } catch (e) {
      live.textContent = 'not reachable';
    } finally {
      loading = false;
    }
  };

  pause.addEventListener('click', () => {
    paused = !paused;
    pause.textContent = paused ? 'resume' : 'pause';
  });
  filter.addEventListener('input', applyFilter);

  const events = new EventSource('/events');
  events.addEventListener('report', (event) => {
    const report = JSON.parse(event.data);
    live.textContent = report.health.state + ', score ' + Math.round(report.health.score) + ', '
      + report.alerts.active.length + ' alerts, up ' + Math.round(report.uptimeNs / 1e9) + ' s';
    live.className = report.health.state;
    if (!paused) {
      load();
    }
  });
  events.addEventListener('error', () => {
    live.textContent = 'connection lost, trying again';
    live.className = 'DOWN';
  });
})();
