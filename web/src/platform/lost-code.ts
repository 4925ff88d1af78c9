declare global {
  interface WindowEventMap {
    /** The document is about to be loaded again for code that was lost. A form whose input would be lost prevents it. */
    'desk:reload': Event
  }
}

/**
 * Loads the document again when the API client cannot be loaded although the server answers. Chromium keeps the failure
 * of a module, and of what it imports, as long as the document lives: without this every call would fail as without a
 * network, for ever. At most once a minute, since code that is missing on the server would reload the page endlessly.
 * Inline, since it must not itself be lost, and the start script has no room. Safari, whose message names no file, loads
 * a lost module again.
 */
export const lostCodeScript = `(function(w){
w.addEventListener('vite:preloadError',function(ev){
if(!/create-desk-api/.test(String(ev.payload)))return;
fetch('/healthz',{cache:'no-store'}).then(function(){
var s=w.sessionStorage,k='desk:reloaded',n=Date.now();
if(n-s.getItem(k)<6e4||!w.dispatchEvent(new Event('desk:reload',{cancelable:true})))return;
s.setItem(k,n);
w.location.reload()
}).catch(function(){})
})
})(window)`
