;; What the test makes Emacs do, behind the block of editors/emacs.md: a migration is edited and not
;; saved, drift shows in Go, the command mends it, and names lead to where they are made.
(setq eglot-sync-connect 60 eglot-confirm-server-edits nil make-backup-files nil create-lockfiles nil)
(defconst go "internal/repository/vouchers_repository.go")

(defun wait (what condition)
  "Wait half a minute until CONDITION is so."
  (let ((turns 0) (held nil))
    (while (not (setq held (funcall condition)))
      (when (> (setq turns (1+ turns)) 1500)
        (message "this did not come: %s\n%S" what (problems))
        (kill-emacs 1))
      (accept-process-output nil 0.02))
    held))

(defun problems ()
  "The messages of all files of the project."
  (mapcar #'flymake-diagnostic-text (flymake--project-diagnostics (project-current))))

(defun has (text)
  (seq-some (lambda (it) (string-search text it)) (problems)))

(defun compiles ()
  (unless (zerop (call-process "go" nil t nil "build" "./..."))
    (message "%s" (buffer-string))
    (kill-emacs 1)))

(defun root () (project-root (project-current)))

(find-file "migrations/000023_create_vouchers.up.sql")
;; Nobody presses a key here.
(run-hooks 'post-command-hook)
(wait "a server" #'eglot-managed-p)
(unless (string-suffix-p "/project/" (root))
  (message "the project is %s" (root))
  (kill-emacs 1))
(defconst migration (current-buffer))
(flymake-mode 1)

;; Typed, not saved.
(search-forward "\"Legacy Code\" text,\n")
(insert "    issued_by text,\n")
(eglot--signal-textDocument/didChange)
(wait "drift" (lambda () (has "column public.vouchers.issued_by, added by")))
(pgwright-generate)
(wait "no drift" (lambda () (not (has "issued_by"))))
(unless (buffer-modified-p migration) (kill-emacs 1))
(let ((default-directory (root)))
  (with-temp-buffer
    (insert-file-contents go)
    (unless (search-forward "IssuedBy" nil t) (message "not generated") (kill-emacs 1)))
  (with-temp-buffer (compiles)))

;; Hover, as ElDoc shows it.
(goto-char (point-min))
(search-forward "customer_id")
(backward-char)
(let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
  (unless (string-search "customer_id" (format "%S" hover)) (message "%S" hover) (kill-emacs 1)))
;; From SQL to Go.
(let* ((backend (xref-find-backend))
       (found (xref-backend-references backend (xref-backend-identifier-at-point backend)))
       (files (mapcar (lambda (it) (xref-location-group (xref-item-location it))) found)))
  (unless (seq-some (lambda (it) (string-suffix-p "vouchers_repository.go" it)) files)
    (message "%S" files)
    (kill-emacs 1)))
;; From a use to where it is made.
(search-forward "REFERENCES customers")
(backward-char 3)
(xref-find-definitions (xref-backend-identifier-at-point (xref-find-backend)))
(unless (string-suffix-p "000007_create_clients.up.sql" (buffer-file-name))
  (message "%s" (buffer-file-name))
  (kill-emacs 1))

;; A typo in the configuration, and its mend.
(unless (fboundp 'yaml-mode) (define-derived-mode yaml-mode prog-mode "YAML"))
(find-file (expand-file-name "pgwright.yaml" (root)))
(yaml-mode)
(setq-local indent-tabs-mode nil)
(eglot-ensure)
(run-hooks 'post-command-hook)
(wait "a server for YAML" #'eglot-managed-p)
(flymake-mode 1)
(goto-char (point-min))
(search-forward "output:\n  directory")
(replace-match "output:\n  directry")
(eglot--signal-textDocument/didChange)
(wait "a typo" (lambda () (has "directry")))
(replace-regexp-in-region "directry" "directory" (point-min) (point-max))
(eglot--signal-textDocument/didChange)
(wait "no typo" (lambda () (not (has "directry"))))

(eglot-shutdown (eglot-current-server))
(message "done")
(set-buffer-modified-p nil)
(kill-emacs 0)
